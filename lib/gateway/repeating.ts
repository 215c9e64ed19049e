import { setTimeout as sleep } from 'node:timers/promises'
import { AWAY, type HttpClient, type HttpOutcome } from './http-client.ts'

/** Of a hundred calls ten may be repeats: a dependency that is down isn't asked three times as much for it. */
const BUDGET_PER_CALL = 0.1
const BUDGET_AT_MOST = 5
const MAX_REPEATS = 2
const FIRST_DELAY_MS = 100

type Chance = { random?: () => number; wait?: (ms: number) => Promise<unknown> }

/**
 * The same client for reads that leave nothing behind: a GET that met no connection, or a 502, 503 or 504, is made again
 * after a full-jitter delay, as far as the budget goes. Whoever wraps a client says that its GETs are idempotent; a
 * look-up isn't, for it leaves a row in a ledger. A refusal of the breaker and a deadline are never repeated.
 */
export function repeating(client: HttpClient, { random = Math.random, wait = sleep }: Chance = {}): HttpClient {
  let budget = 1
  return {
    dependency: client.dependency,
    async send(call) {
      budget = Math.min(BUDGET_AT_MOST, budget + BUDGET_PER_CALL)
      for (let repeats = 0; ; repeats += 1) {
        const outcome = await client.send(call)
        if (call.method !== 'GET' || !isPassing(outcome) || repeats === MAX_REPEATS || budget < 1) return outcome
        budget -= 1
        await wait(random() * FIRST_DELAY_MS * 2 ** repeats)
      }
    },
    close: () => client.close(),
  }
}

function isPassing(outcome: HttpOutcome): boolean {
  return outcome.kind === 'failed' ? outcome.reason === 'unreachable' : AWAY.has(outcome.status)
}
