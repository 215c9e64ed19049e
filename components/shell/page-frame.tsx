import clsx from 'clsx'
import type { ReactNode } from 'react'

export type PageFrameProps = {
  title: ReactNode
  description?: ReactNode
  actions?: ReactNode
  /** `narrow` for pages that are one column of forms. */
  width?: 'narrow' | 'wide'
  children: ReactNode
}

export function PageFrame({ title, description, actions, width = 'wide', children }: PageFrameProps) {
  return (
    <div className={clsx('mx-auto px-4 pt-6 pb-16 sm:px-8 sm:pt-8', width === 'narrow' ? 'max-w-3xl' : 'max-w-6xl')}>
      <div className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {description ? <p className="mt-1 max-w-2xl text-base text-ink-2">{description}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
      </div>
      {children}
    </div>
  )
}
