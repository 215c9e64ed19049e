import type { JSONWebKeySet } from 'jose'
import { z } from 'zod'
import { formatBasic } from '#lib/access/basic.ts'
import { type BearerDoor, createBearerDoor } from '#lib/access/bearer-door.ts'
import { createKeySetCache } from '#lib/access/key-set.ts'
import type { TokenAudience } from '#lib/access/token-audiences.ts'
import { createTokenDenials, DenialListOnWire } from '#lib/access/token-denials.ts'
import { type HttpClient, repeating } from '#lib/gateway/index.ts'
import type { Job } from '#lib/jobs/job.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

const KEYS_EVERY_MS = 60_000
const KEYS_RETRY_MS = 1_000
const DENIALS_EVERY_MS = 250
const DENIALS_RETRY_MS = 1_000

export type TokenCheckingOptions = {
  auth: HttpClient
  /** As whom this process reads what is denied. */
  client: { id: 'portal' | 'sistema2' | 'sistema3'; secret: Redacted<string> }
  issuer: string
  audience: TokenAudience
  clock: Clock
}

/**
 * All that a process needs to judge access tokens by itself: the door, and the jobs that keep what it judges by fresh.
 * `missing` names what isn't there or too old, null while tokens can be judged.
 */
export function createTokenChecking({ auth, client, issuer, audience, clock }: TokenCheckingOptions): {
  door: BearerDoor
  /** The first is worth waiting for before the first caller comes. */
  jobs: readonly [Job, Job]
  missing(): string | null
} {
  const keysFrom = repeating(auth)
  const keySet = createKeySetCache(() => fetchKeySet(keysFrom), clock)
  const denials = createTokenDenials(clock)
  const headers = { accept: 'application/json', authorization: formatBasic(client.id, client.secret.reveal()) }
  let fetched = true

  /** Soon again while there is no usable set (at a start before the authorization server's), at leisure afterwards. */
  const refreshing = {
    name: 'refresh-key-set',
    get everyMs() {
      return keySet.isUsable() ? KEYS_EVERY_MS : KEYS_RETRY_MS
    },
    async run() {
      await keySet.refresh()
      return 0
    },
  }
  /** What was revoked is asked for several times a second: it holds here within one. */
  const denying = {
    name: 'fetch-token-denials',
    get everyMs() {
      return fetched ? DENIALS_EVERY_MS : DENIALS_RETRY_MS
    },
    async run() {
      fetched = false
      const outcome = await auth.send({ method: 'GET', path: '/interno/revogacoes', headers })
      if (outcome.kind === 'failed' || outcome.status !== 200) throw new Error('the denied tokens could not be fetched')
      denials.replace(DenialListOnWire.parse(JSON.parse(outcome.body.toString('utf8'))))
      fetched = true
      return 0
    },
  }
  return {
    door: createBearerDoor({ issuer, audience, presentedBy: 'subject', getKey: keySet.getKey, denials, clock }),
    jobs: [denying, refreshing],
    missing() {
      if (!keySet.isUsable()) return 'no key set'
      return denials.isFresh() ? null : 'no list of denied tokens'
    },
  }
}

const KeySetAnswer = z.object({ keys: z.array(z.looseObject({ kty: z.literal('RSA'), kid: z.string() })).min(1) })

async function fetchKeySet(auth: HttpClient): Promise<JSONWebKeySet> {
  const path = '/.well-known/jwks.json'
  const outcome = await auth.send({ method: 'GET', path, headers: { accept: 'application/json' } })
  if (outcome.kind === 'failed' || outcome.status !== 200) throw new Error('the key set could not be fetched')
  return KeySetAnswer.parse(JSON.parse(outcome.body.toString('utf8')))
}
