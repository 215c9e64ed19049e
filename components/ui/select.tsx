'use client'

import { ChevronDown } from 'lucide-react'
import dynamic from 'next/dynamic'
import type { ControlProps } from './field.tsx'

export type SelectProps = {
  control: ControlProps
  value: string
  onChange: (value: string) => void
  options: readonly { value: string; label: string; hint?: string }[]
}

// In the browser only: rendered on a server the list would carry inline styles, which our content policy refuses.
export const Select = dynamic<SelectProps>(() => import('./select-list.tsx').then((module) => module.SelectList), {
  ssr: false,
  loading: () => (
    <span aria-hidden className="flex h-9 items-center justify-end rounded-md border border-control bg-surface px-3">
      <ChevronDown className="size-4 text-ink-3" />
    </span>
  ),
})
