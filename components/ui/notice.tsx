import clsx from 'clsx'
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const TONES = {
  info: { look: 'border-line bg-sunken text-ink', icon: Info, mark: 'text-ink-3' },
  success: { look: 'border-transparent bg-success-soft text-success-ink', icon: CircleCheck, mark: 'text-success' },
  warning: { look: 'border-transparent bg-warning-soft text-warning-ink', icon: TriangleAlert, mark: 'text-warning' },
  danger: { look: 'border-transparent bg-danger-soft text-danger-ink', icon: CircleAlert, mark: 'text-danger' },
} as const

export type NoticeProps = {
  tone?: keyof typeof TONES
  title?: ReactNode
  children?: ReactNode
  /** The next step: a button or a link. */
  action?: ReactNode
  /** Announced at once, because it answers what the person has just done. */
  live?: boolean
}

export function Notice({ tone = 'info', title, children, action, live }: NoticeProps) {
  const { look, icon: Icon, mark } = TONES[tone]
  return (
    <div role={live ? 'alert' : undefined} className={clsx('flex gap-2.5 rounded-lg border px-3 py-2.5 text-sm', look)}>
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', mark)} />
      <div className="grid min-w-0 flex-1 gap-1">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div>{children}</div> : null}
        {action ? <div className="mt-1.5 flex flex-wrap gap-2">{action}</div> : null}
      </div>
    </div>
  )
}
