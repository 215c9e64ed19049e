'use client'

import { useEffect, useState } from 'react'
import type { ProcessBreakers } from '#lib/console/read/breakers.ts'

/** The breakers as the server tells of them each second, while the page is in sight; `live` is whether it does. */
export function useBreakers(initial: readonly ProcessBreakers[]): {
  processes: readonly ProcessBreakers[]
  live: boolean
} {
  const [processes, setProcesses] = useState(initial)
  const [live, setLive] = useState(true)
  useEffect(() => {
    let source: EventSource | undefined
    const listen = () => {
      source?.close()
      source = undefined
      if (document.hidden) return
      source = new EventSource('/api/disjuntores')
      source.onmessage = ({ data }) => {
        setProcesses(JSON.parse(data))
        setLive(true)
      }
      // The browser comes back by itself; until then what is shown is what was last told.
      source.onerror = () => setLive(false)
    }
    listen()
    document.addEventListener('visibilitychange', listen)
    return () => {
      document.removeEventListener('visibilitychange', listen)
      source?.close()
    }
  }, [])
  return { processes, live }
}
