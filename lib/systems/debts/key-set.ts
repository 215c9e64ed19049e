import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import { KeySetInput, type PublicKeys } from './schemas.ts'
import type { GrantStore } from './store.ts'

/** It comes every five seconds; after this long without it, nobody knows which keys are still good. */
const MAX_AGE_MS = 10 * 60 * 1_000
const RETRY_AFTER_SECONDS = 5

export type KeySet = {
  /** The key that a token names. Throws `fonte_indisponivel` while there is no fresh set, which is no verdict on it. */
  getKey: JWTVerifyGetKey
  replace(keys: PublicKeys, receivedAt?: Date): void
  isFresh(): boolean
}

/** The keys that tokens are verified with, as last pushed in by the authorization server. */
export function createKeySet(clock: Clock): KeySet {
  let current: { lookUp: ReturnType<typeof createLocalJWKSet>; receivedAt: number } | null = null

  const fresh = () =>
    current !== null && clock.now().getTime() - current.receivedAt <= MAX_AGE_MS ? current.lookUp : null

  return {
    async getKey(header, token) {
      const lookUp = fresh()
      if (lookUp === null) {
        throw new AppError('fonte_indisponivel', {
          reason: 'no fresh token keys',
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        })
      }
      return lookUp(header, token)
    },
    replace(keys, receivedAt = clock.now()) {
      // Read from the store while a newer one was pushed in.
      if (current !== null && receivedAt.getTime() < current.receivedAt) return
      current = { lookUp: createLocalJWKSet(keys), receivedAt: receivedAt.getTime() }
    },
    isFresh: () => fresh() !== null,
  }
}

/** After a start: the set that was pushed in last, as old as it is. */
export async function restoreKeySet(keySet: KeySet, grants: Pick<GrantStore, 'findKeySet'>): Promise<void> {
  const stored = await grants.findKeySet()
  if (stored !== null) keySet.replace(KeySetInput.parse(stored.keys), stored.receivedAt)
}
