import type { Clock } from '#lib/kernel/clock.ts'

/** A loaded value; what has no expiry is handed to those who wait for it, and not kept. */
export type Loaded<Value> = { value: Value; expiresAt: Date | null }

/** An entry is not handed out in its last seconds: it would expire on the way. */
const MARGIN_MS = 30_000

/** A bounded cache of things that expire, loading each key once however many ask at the same time. */
export function createExpiringCache<Value>(clock: Clock, maxEntries: number) {
  const entries = new Map<string, { value: Value; usableUntil: number }>()
  const loading = new Map<string, Promise<Loaded<Value>>>()

  function put(key: string, { value, expiresAt }: Loaded<Value>): void {
    if (expiresAt === null) return
    entries.delete(key)
    entries.set(key, { value, usableUntil: expiresAt.getTime() - MARGIN_MS })
    // A Map keeps insertion order: the first key is the oldest.
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) break
      entries.delete(oldest)
    }
  }

  return {
    async get(key: string, load: () => Promise<Loaded<Value>>): Promise<Value> {
      const known = entries.get(key)
      if (known && known.usableUntil > clock.now().getTime()) return known.value
      const pending = loading.get(key) ?? load()
      loading.set(key, pending)
      try {
        const loaded = await pending
        // Forgotten meanwhile (signed out, refused): whoever waits is served, but nothing is kept.
        if (loading.get(key) === pending) put(key, loaded)
        return loaded.value
      } finally {
        if (loading.get(key) === pending) loading.delete(key)
      }
    },
    forget(matches: (key: string) => boolean): void {
      for (const map of [entries, loading]) {
        for (const key of map.keys()) if (matches(key)) map.delete(key)
      }
    },
  }
}

export type ExpiringCache<Value> = ReturnType<typeof createExpiringCache<Value>>
