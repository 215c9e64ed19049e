'use client'

import { Search } from 'lucide-react'
import { Kbd } from '../ui/kbd.tsx'
import { useOpenPalette } from './palette.tsx'

export function PaletteTrigger({ label }: { label: string }) {
  const open = useOpenPalette()
  return (
    <button
      type="button"
      onClick={open}
      aria-keyshortcuts="Meta+K Control+K"
      className="flex h-8 w-full items-center gap-2 rounded-md border bg-surface px-2.5 text-sm text-ink-3 hover:border-line-strong hover:text-ink-2"
    >
      <Search aria-hidden className="size-4" />
      <span className="flex-1 text-left">{label}</span>
      <span aria-hidden>
        <Kbd>⌘K</Kbd>
      </span>
    </button>
  )
}
