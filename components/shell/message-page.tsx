import type { ReactNode } from 'react'
import { Wordmark } from './mark.tsx'

export type MessagePageProps = { status: string; title: string; children: ReactNode; actions?: ReactNode }

/** A page that has only one thing to say: what happened, and where to go from here. */
export function MessagePage({ status, title, children, actions }: MessagePageProps) {
  return (
    <div className="mx-auto grid max-w-lg gap-4 px-4 py-16 sm:py-24">
      <Wordmark />
      <div>
        <p className="font-mono text-xs text-ink-3">{status}</p>
        <h1 className="mt-1 text-xl font-semibold tracking-tight">{title}</h1>
      </div>
      <div className="grid gap-2 text-base text-ink-2">{children}</div>
      {actions ? <div className="mt-2 flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  )
}
