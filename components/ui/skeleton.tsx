import clsx from 'clsx'

/** The place of something that is still on its way; silent to screen readers, whose container says `aria-busy`. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={clsx('block animate-pulse rounded-sm bg-sunken', className)} />
}
