import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'

/** A key set this old still verifies; an older one can't be told from a withdrawn one. */
const MAX_STALE_MS = 600_000
/** An unknown key id asks for a new set at most this often, however many forged ones come. */
const MIN_REFRESH_GAP_MS = 5_000

export type KeySetCache = {
  /** For `verifyToken`: throws `fonte_indisponivel` without a set that is fresh enough, never "refused". */
  getKey: JWTVerifyGetKey
  /** Asks for the set now; on failure the one at hand stays. Concurrent calls share one request. */
  refresh(): Promise<void>
  /** Whether tokens can be verified at this moment. */
  isUsable(): boolean
}

/**
 * The authorization server's public keys, kept in memory. Whoever owns the cache refreshes it regularly; in between,
 * only a token signed by an unknown key makes it ask.
 */
export function createKeySetCache(fetchKeySet: () => Promise<JSONWebKeySet>, clock: Clock): KeySetCache {
  let current: { find: JWTVerifyGetKey; fetchedAt: number } | null = null
  let lastAttemptAt = Number.NEGATIVE_INFINITY
  let pending: Promise<void> | null = null

  async function fetchOnce(): Promise<void> {
    lastAttemptAt = clock.now().getTime()
    const find = createLocalJWKSet(await fetchKeySet())
    current = { find, fetchedAt: clock.now().getTime() }
  }

  function refresh(): Promise<void> {
    pending ??= fetchOnce().finally(() => {
      pending = null
    })
    return pending
  }

  function isUsable(): boolean {
    return current !== null && clock.now().getTime() - current.fetchedAt <= MAX_STALE_MS
  }

  function usable(): JWTVerifyGetKey {
    if (current === null || !isUsable()) throw new AppError('fonte_indisponivel', { reason: 'key set' })
    return current.find
  }

  const getKey: JWTVerifyGetKey = async (header, token) => {
    try {
      return await usable()(header, token)
    } catch (error) {
      const unknownKey = error instanceof errors.JWKSNoMatchingKey
      if (!unknownKey && isUsable()) throw error
      if (pending === null && clock.now().getTime() - lastAttemptAt < MIN_REFRESH_GAP_MS) throw error
      // A refresh that fails leaves the set at hand; what that one says then stands.
      await refresh().catch(() => undefined)
      return usable()(header, token)
    }
  }

  return { getKey, refresh, isUsable }
}
