'use client'

import dynamic from 'next/dynamic'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'
import type { ToastMessage } from './toast-list.tsx'

// Loaded with the first message: most visits have nothing to say in a corner.
const ToastList = dynamic(() => import('./toast-list.tsx').then((module) => module.ToastList), { ssr: false })

type Say = (text: string, tone?: ToastMessage['tone']) => void

const SayContext = createContext<Say>(() => {})

/** Says something short at the corner of the screen, aloud to screen readers, and lets it go by itself. */
export function useToast(): Say {
  return useContext(SayContext)
}

let lastId = 0

export type ToasterProps = { label: string; closeLabel: string; children: ReactNode }

export function Toaster({ label, closeLabel, children }: ToasterProps) {
  const [messages, setMessages] = useState<readonly ToastMessage[]>([])
  const [wanted, setWanted] = useState(false)
  const say = useCallback<Say>((text, tone = 'success') => {
    lastId += 1
    setWanted(true)
    setMessages((before) => [...before.slice(-2), { id: lastId, tone, text }])
  }, [])
  const drop = useCallback((id: number) => setMessages((before) => before.filter((message) => message.id !== id)), [])
  return (
    <SayContext value={say}>
      {children}
      {wanted ? <ToastList label={label} closeLabel={closeLabel} messages={messages} onGone={drop} /> : null}
    </SayContext>
  )
}
