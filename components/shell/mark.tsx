import clsx from 'clsx'

/** Crivo's mark, a sieve: eight holes around the one that lets through. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={clsx('text-accent', className)}>
      <rect x="1" y="1" width="22" height="22" rx="6" fill="currentColor" />
      <g fill="var(--color-surface)">
        <circle cx="7" cy="7" r="1.35" />
        <circle cx="12" cy="7" r="1.35" />
        <circle cx="17" cy="7" r="1.35" />
        <circle cx="7" cy="12" r="1.35" />
        <circle cx="12" cy="12" r="2.6" />
        <circle cx="17" cy="12" r="1.35" />
        <circle cx="7" cy="17" r="1.35" />
        <circle cx="12" cy="17" r="1.35" />
        <circle cx="17" cy="17" r="1.35" />
      </g>
    </svg>
  )
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 text-lg font-semibold tracking-tight">
      <Mark className="size-6" />
      Crivo
    </span>
  )
}
