'use client'

import { Printer } from 'lucide-react'
import { Button } from './button.tsx'

export function PrintButton({ label }: { label: string }) {
  return (
    <Button onClick={() => window.print()}>
      <Printer aria-hidden />
      {label}
    </Button>
  )
}
