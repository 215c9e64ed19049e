import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { SERVICE_IDS } from './clients.ts'
import { OAuthError } from './oauth-error.ts'

/** Calls of the OAuth endpoints in a minute. A token lives five: who needs more is guessing, or doesn't keep them. */
const PER_MINUTE = { address: 600, clientAtAddress: 120, failures: 30 } as const
const WINDOW_SECONDS = 60

export type Attempts = {
  /** Counts a call, whether or not its credential will prove good. Throws `slow_down` with the seconds to wait. */
  count(peer: string, clientId: string): Promise<void>
  /** Counts a credential that proved wrong. */
  countFailure(peer: string, clientId: string): Promise<void>
}

/**
 * Limits of this process, in memory, by address and by client at an address: whoever knows a key's id can't spend its
 * calls from elsewhere. Our own services ask for everybody who asks them, so of theirs only failures count.
 */
export function createAttempts(
  limits: { address: number; clientAtAddress: number; failures: number } = PER_MINUTE,
): Attempts {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterMemory({ keyPrefix, points, duration: WINDOW_SECONDS })
  const byAddress = limiter('address', limits.address)
  const byClient = limiter('client', limits.clientAtAddress)
  const failures = limiter('failure', limits.failures)
  const isService = (clientId: string) => SERVICE_IDS.some((id) => id === clientId)

  return {
    async count(peer, clientId) {
      if (isService(clientId)) {
        const failed = await failures.get(`${clientId} ${peer}`)
        if (failed && failed.consumedPoints >= limits.failures) throw tooMany(failed)
        return
      }
      await consume(byAddress, peer)
      await consume(byClient, `${clientId} ${peer}`)
    },
    async countFailure(peer, clientId) {
      if (isService(clientId)) await failures.penalty(`${clientId} ${peer}`)
    },
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    throw refusal instanceof RateLimiterRes ? tooMany(refusal) : refusal
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes): OAuthError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1_000))
  return new OAuthError('slow_down', 'Too many requests: keep each token for its life', { retryAfterSeconds })
}
