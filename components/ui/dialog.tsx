'use client'

import clsx from 'clsx'
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export type DialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  closeLabel: string
  children: ReactNode
  /** `sheet` comes in from the left and fills the height: the rail on a phone. `palette` brings its own head. */
  shape?: 'centre' | 'palette' | 'sheet'
  /** Only its own buttons close it: what it shows can't be had again. */
  sticky?: boolean
}

const SHAPES = {
  centre:
    'top-[12vh] left-1/2 max-h-[80vh] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 rounded-lg border animate-appear',
  palette:
    'top-[12vh] left-1/2 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 rounded-lg border animate-appear overflow-hidden',
  sheet: 'inset-y-0 left-0 w-72 max-w-[85vw] border-r animate-slide-in',
} as const

/** A modal window: the focus stays inside, Escape closes it, the page behind is silent. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  closeLabel,
  children,
  shape = 'centre',
  sticky = false,
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-ink/30 backdrop-blur-[1px]" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          {...(sticky ? { onInteractOutside: refuse, onEscapeKeyDown: refuse } : {})}
          className={clsx('fixed z-50 flex flex-col overflow-y-auto bg-surface shadow-overlay', SHAPES[shape])}
        >
          {shape === 'centre' ? (
            <div className="flex items-start justify-between gap-4 px-5 pt-4">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              <Radix.Close
                aria-label={closeLabel}
                className="-mr-1.5 grid size-7 place-items-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
              >
                <X aria-hidden className="size-4" />
              </Radix.Close>
            </div>
          ) : (
            <Radix.Title className="sr-only">{title}</Radix.Title>
          )}
          {description ? (
            <Radix.Description className="px-5 pt-1 text-sm text-ink-2">{description}</Radix.Description>
          ) : null}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

const refuse = (event: Event) => event.preventDefault()

export function DialogBody({ children }: { children: ReactNode }) {
  return <div className="grid gap-4 px-5 py-4">{children}</div>
}

export function DialogFoot({ children }: { children: ReactNode }) {
  return <div className="flex justify-end gap-2 border-t bg-canvas px-5 py-3">{children}</div>
}
