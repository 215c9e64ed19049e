'use client'

import { RotateCw } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import { Button } from './button.tsx'

/** Asks the server for this page again. */
export function RetryButton({ label }: { label: string }) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  return (
    <Button size="sm" pending={pending} onClick={() => startTransition(() => router.refresh())}>
      <RotateCw aria-hidden />
      {label}
    </Button>
  )
}
