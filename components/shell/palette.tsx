'use client'

import dynamic from 'next/dynamic'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import type { CommandPaletteProps } from './command-palette.tsx'

// Loaded when it is first asked for: most visits never open it.
const CommandPalette = dynamic(() => import('./command-palette.tsx').then((module) => module.CommandPalette))

const OpenContext = createContext<() => void>(() => {})

export function useOpenPalette(): () => void {
  return useContext(OpenContext)
}

export type PaletteProps = Omit<CommandPaletteProps, 'open' | 'onOpenChange'> & { children: ReactNode }

/** Listens for ⌘K (or Ctrl+K) everywhere, and for `/`, which goes to the page's own search box where there is one. */
export function Palette({ children, ...commands }: PaletteProps) {
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const show = () => {
    setWanted(true)
    setOpen(true)
  }
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const chord = event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.altKey
      const slash = event.key === '/' && !event.metaKey && !event.ctrlKey && !event.altKey && !isTyping(event.target)
      if (!chord && !slash) return
      event.preventDefault()
      const box = slash ? document.querySelector<HTMLElement>('[data-search-box]') : null
      if (box) return box.focus()
      setWanted(true)
      setOpen(true)
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
  return (
    <OpenContext value={show}>
      {children}
      {wanted ? <CommandPalette {...commands} open={open} onOpenChange={setOpen} /> : null}
    </OpenContext>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
}
