import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { placeOf } from '#lib/http/peer-address.ts'
import { SERVICE_IDS } from './clients.ts'
import { OAuthError } from './oauth-error.ts'

/** Calls of the OAuth endpoints in a minute. A token lives five: who needs more is guessing, or doesn't keep them. */
const PER_MINUTE = { address: 600, clientAtAddress: 120, failures: 30 } as const
const WINDOW_SECONDS = 60

export type Attempts = {
  /**
   * Counts a call, whether or not its credential will prove good. Throws `slow_down` with the seconds to wait. A call of
   * our own services with their secret isn't to be counted at all: they ask for everybody who asks them.
   */
  count(peer: string, clientId: string): Promise<void>
}

/**
 * Limits of this process, in memory, by place (an IPv6 customer's whole network is one) and by client at a place: whoever
 * knows a key's id can't spend its calls from elsewhere. Whoever calls by a service's name and gets here guesses.
 */
export function createAttempts(
  limits: { address: number; clientAtAddress: number; failures: number } = PER_MINUTE,
): Attempts {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterMemory({ keyPrefix, points, duration: WINDOW_SECONDS })
  const byAddress = limiter('address', limits.address)
  const byClient = limiter('client', limits.clientAtAddress)
  const failures = limiter('failure', limits.failures)

  return {
    async count(peer, clientId) {
      const place = placeOf(peer)
      if (SERVICE_IDS.some((id) => id === clientId)) return consume(failures, `${clientId} ${place}`)
      await consume(byAddress, place)
      await consume(byClient, `${clientId} ${place}`)
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
