'use client'

import { useEffect, useState } from 'react'

const TICK_MS = 1_000

/** Whole seconds until an instant (milliseconds since 1970), counting down; 0 once it has passed, null without one. */
export function useCountdown(until: number | null): number | null {
  const [now, setNow] = useState<number | null>(null)
  useEffect(() => {
    if (until === null) return
    setNow(Date.now())
    const timer = setInterval(() => {
      const at = Date.now()
      setNow(at)
      if (at >= until) clearInterval(timer)
    }, TICK_MS)
    return () => clearInterval(timer)
  }, [until])
  // Until the first tick the server and the browser must agree, so neither says a number.
  if (until === null || now === null) return null
  return Math.max(0, Math.ceil((until - now) / 1_000))
}
