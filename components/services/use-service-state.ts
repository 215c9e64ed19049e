'use client'

import { useEffect, useState } from 'react'
import type { ServiceState } from '#lib/console/read/service-state.ts'

const EVERY_MS = 5_000

/** The systems' state, asked again every few seconds while the page is in sight; the last known one if the way is cut. */
export function useServiceState(initial: ServiceState): ServiceState {
  const [state, setState] = useState(initial)
  useEffect(() => {
    const controller = new AbortController()
    const ask = async () => {
      if (document.hidden) return
      const response = await fetch('/api/estado', { signal: controller.signal }).catch(() => null)
      if (response?.ok) setState(await response.json())
    }
    const timer = setInterval(() => void ask(), EVERY_MS)
    return () => {
      clearInterval(timer)
      controller.abort()
    }
  }, [])
  return state
}
