import clsx from 'clsx'

/** Up or down, by shape and by word as well as by colour. */
export function StateDot({ ready, label }: { ready: boolean; label: string }) {
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-1.5 text-xs font-medium',
        ready ? 'text-success-ink' : 'text-danger-ink',
      )}
    >
      <span
        aria-hidden
        className={clsx('size-2', ready ? 'rounded-full bg-success' : 'rotate-45 rounded-[1px] bg-danger')}
      />
      {label}
    </span>
  )
}
