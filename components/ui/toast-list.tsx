'use client'

import clsx from 'clsx'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'

export type ToastMessage = { id: number; tone: 'success' | 'danger'; text: string }

export type ToastListProps = {
  label: string
  closeLabel: string
  messages: readonly ToastMessage[]
  onGone: (id: number) => void
}

const SHOWN_MS = 6000

export function ToastList({ label, closeLabel, messages, onGone }: ToastListProps) {
  return (
    <Radix.Provider label={label} swipeDirection="right" duration={SHOWN_MS}>
      {messages.map(({ id, tone, text }) => {
        const Icon = tone === 'success' ? CircleCheck : CircleAlert
        return (
          <Radix.Root
            key={id}
            onOpenChange={(open) => (open ? undefined : onGone(id))}
            className="flex animate-appear items-start gap-2.5 rounded-lg border bg-surface px-3 py-2.5 text-sm shadow-overlay"
          >
            <Icon
              aria-hidden
              className={clsx('mt-0.5 size-4 shrink-0', tone === 'success' ? 'text-success' : 'text-danger')}
            />
            <Radix.Description className="min-w-0 flex-1">{text}</Radix.Description>
            <Radix.Close aria-label={closeLabel} className="text-ink-3 hover:text-ink">
              <X aria-hidden className="size-4" />
            </Radix.Close>
          </Radix.Root>
        )
      })}
      <Radix.Viewport
        data-print="never"
        className="fixed right-4 bottom-4 z-50 grid w-90 max-w-[calc(100vw-2rem)] gap-2 outline-none"
      />
    </Radix.Provider>
  )
}
