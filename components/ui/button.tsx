import clsx from 'clsx'
import { LoaderCircle } from 'lucide-react'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'

const VARIANTS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border border-line-strong bg-surface text-ink shadow-raised hover:bg-hover',
  ghost: 'text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'bg-danger text-on-danger hover:bg-danger-strong',
} as const

const SIZES = {
  sm: 'h-7 gap-1.5 px-2.5 text-xs',
  md: 'h-8 gap-2 px-3 text-sm',
  lg: 'h-10 gap-2 px-4 text-base',
  icon: 'size-8 justify-center',
} as const

export type ButtonProps = ComponentProps<'button'> & {
  variant?: keyof typeof VARIANTS
  size?: keyof typeof SIZES
  /** Shows that what was asked is under way; the button keeps its size and can't be pressed twice. */
  pending?: boolean
  /** Gives the look to the single child (a link) instead of making a button. */
  asChild?: boolean
}

export function Button({ variant = 'secondary', size = 'md', pending, asChild, className, ...rest }: ButtonProps) {
  const look = clsx(
    'relative inline-flex shrink-0 select-none items-center justify-center rounded-md font-medium transition-colors',
    'disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55',
    '[&_svg]:size-4 [&_svg]:shrink-0',
    VARIANTS[variant],
    SIZES[size],
    className,
  )
  if (asChild) return <Slot.Root className={look} {...rest} />
  const { children, disabled, onClick, type = 'button', ...button } = rest
  return (
    <button
      {...button}
      type={type}
      className={look}
      disabled={disabled}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      // A pending button stays focusable, so that the keyboard doesn't lose its place.
      onClick={pending ? (event) => event.preventDefault() : onClick}
    >
      <span className={clsx('contents', pending && '[&>*]:invisible')}>
        {pending ? <span className="invisible inline-flex items-center gap-2">{children}</span> : children}
      </span>
      {pending ? <LoaderCircle aria-hidden className="absolute animate-spin" /> : null}
    </button>
  )
}
