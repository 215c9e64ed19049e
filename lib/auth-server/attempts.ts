import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { OAuthError } from './oauth-error.ts'

/** Calls of the OAuth endpoints in a minute. A token lives five: who needs more is guessing, or doesn't keep them. */
export const CALLS_PER_MINUTE = { address: 600, clientAtAddress: 120 } as const
const WINDOW_SECONDS = 60

export type Attempts = {
  /** Counts a call, whether or not its credential will prove good. Throws `slow_down` with the seconds to wait. */
  count(peer: string, clientId: string): Promise<void>
}

/**
 * Limits of this process, in memory, by address and by client at an address: whoever knows a key's id can't spend its
 * calls from elsewhere.
 */
export function createAttempts(limits: { address: number; clientAtAddress: number } = CALLS_PER_MINUTE): Attempts {
  const byAddress = new RateLimiterMemory({ keyPrefix: 'address', points: limits.address, duration: WINDOW_SECONDS })
  const byClient = new RateLimiterMemory({
    keyPrefix: 'client',
    points: limits.clientAtAddress,
    duration: WINDOW_SECONDS,
  })
  return {
    async count(peer, clientId) {
      await consume(byAddress, peer)
      await consume(byClient, `${clientId} ${peer}`)
    },
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000))
    throw new OAuthError('slow_down', 'Too many requests: keep each token for its life', { retryAfterSeconds })
  }
}
