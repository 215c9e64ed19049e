'use client'

import clsx from 'clsx'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'

type Message = { id: number; tone: 'success' | 'danger'; text: string }
type Say = (text: string, tone?: Message['tone']) => void

const SayContext = createContext<Say>(() => {})

/** Says something short at the corner of the screen, aloud to screen readers, and lets it go by itself. */
export function useToast(): Say {
  return useContext(SayContext)
}

let lastId = 0

export type ToasterProps = { label: string; closeLabel: string; children: ReactNode }

export function Toaster({ label, closeLabel, children }: ToasterProps) {
  const [messages, setMessages] = useState<readonly Message[]>([])
  const say = useCallback<Say>((text, tone = 'success') => {
    lastId += 1
    setMessages((before) => [...before.slice(-2), { id: lastId, tone, text }])
  }, [])
  const drop = (id: number) => setMessages((before) => before.filter((message) => message.id !== id))
  return (
    <SayContext value={say}>
      {children}
      <Radix.Provider label={label} swipeDirection="right">
        {messages.map(({ id, tone, text }) => (
          <Radix.Root
            key={id}
            duration={6000}
            onOpenChange={(open) => (open ? undefined : drop(id))}
            className="flex animate-appear items-start gap-2.5 rounded-lg border bg-surface px-3 py-2.5 text-sm shadow-overlay"
          >
            <Mark tone={tone} />
            <Radix.Description className="min-w-0 flex-1">{text}</Radix.Description>
            <Radix.Close aria-label={closeLabel} className="text-ink-3 hover:text-ink">
              <X aria-hidden className="size-4" />
            </Radix.Close>
          </Radix.Root>
        ))}
        <Radix.Viewport
          data-print="never"
          className="fixed right-4 bottom-4 z-50 grid w-90 max-w-[calc(100vw-2rem)] gap-2 outline-none"
        />
      </Radix.Provider>
    </SayContext>
  )
}

function Mark({ tone }: { tone: Message['tone'] }) {
  const Icon = tone === 'success' ? CircleCheck : CircleAlert
  return (
    <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', tone === 'success' ? 'text-success' : 'text-danger')} />
  )
}
