import type { ReactNode } from 'react'

/** One titled part of a system's block. */
export function Part({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <div data-print="block" className="px-4 py-4 sm:px-5">
      <div className="mb-2.5 flex items-baseline justify-between gap-4">
        <h3 className="text-sm font-semibold">{title}</h3>
        {aside ? <span className="text-xs text-ink-3">{aside}</span> : null}
      </div>
      {children}
    </div>
  )
}
