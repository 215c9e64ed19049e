import clsx from 'clsx'
import type { ComponentProps } from 'react'

const TONES = {
  neutral: 'bg-sunken text-ink-2',
  accent: 'bg-accent-soft text-accent-ink',
  danger: 'bg-danger-soft text-danger-ink',
  warning: 'bg-warning-soft text-warning-ink',
  success: 'bg-success-soft text-success-ink',
  system: 'bg-system-soft text-system-ink',
} as const

export type Tone = keyof typeof TONES

export function Badge({ tone = 'neutral', className, ...rest }: ComponentProps<'span'> & { tone?: Tone }) {
  return (
    <span
      {...rest}
      className={clsx(
        'inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-sm px-1.5 text-xs font-medium',
        '[&_svg]:size-3',
        TONES[tone],
        className,
      )}
    />
  )
}
