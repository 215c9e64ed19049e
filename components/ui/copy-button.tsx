'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'

const CONFIRMATION_MS = 1600

export type CopyButtonProps = { text: string; label: string; doneLabel: string }

/** Copies a short text (an id, a command) and says that it did. */
export function CopyButton({ text, label, doneLabel }: CopyButtonProps) {
  const [done, setDone] = useState(false)
  useEffect(() => {
    if (!done) return
    const timer = setTimeout(() => setDone(false), CONFIRMATION_MS)
    return () => clearTimeout(timer)
  }, [done])
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setDone(true)
  }
  return (
    <button
      type="button"
      onClick={() => void copy()}
      aria-label={done ? doneLabel : label}
      className="inline-grid size-6 place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
      data-print="never"
    >
      {done ? <Check aria-hidden className="size-3.5 text-success" /> : <Copy aria-hidden className="size-3.5" />}
      <span role="status" className="sr-only">
        {done ? doneLabel : ''}
      </span>
    </button>
  )
}
