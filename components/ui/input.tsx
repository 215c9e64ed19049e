import clsx from 'clsx'
import type { ComponentProps } from 'react'

const LOOK = clsx(
  'w-full rounded-md border border-control bg-surface text-ink placeholder:text-ink-3',
  'transition-colors hover:border-ink-3 focus-visible:outline-offset-0',
  'aria-invalid:border-danger aria-invalid:focus-visible:outline-danger',
  'disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-3',
)

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={clsx(LOOK, 'h-9 px-3 text-base', className)} />
}

export function TextArea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} rows={rows} className={clsx(LOOK, 'resize-y px-3 py-2 text-base', className)} />
}
