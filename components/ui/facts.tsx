import clsx from 'clsx'
import type { ReactNode } from 'react'

export type Fact = { label: string; value: ReactNode; wide?: boolean }

/** Names and values side by side, as a definition list. */
export function Facts({ items, className }: { items: readonly Fact[]; className?: string }) {
  return (
    <dl className={clsx('grid grid-cols-2 gap-x-4 gap-y-3', className)}>
      {items.map(({ label, value, wide }) => (
        <div key={label} className={clsx('min-w-0', wide && 'col-span-full')}>
          <dt className="text-xs text-ink-3">{label}</dt>
          <dd className="mt-0.5 text-sm tabular-nums text-ink wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
