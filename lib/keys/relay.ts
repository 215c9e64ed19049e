import type { KeyEnvironment } from '#lib/access/access-key.ts'
import type { Tier } from '#lib/access/tier.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { AccessKeyId, InstitutionId } from '#lib/kernel/ids.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { OwnLimit } from './key.ts'

/** A key as a service's own copy needs it; one of a suspended institution is suspended. */
export type CarriedCredential = {
  id: AccessKeyId
  kind: 'partner' | 'portal'
  environment: KeyEnvironment
  institutionId: InstitutionId
  scopes: readonly string[]
  tier: Tier
  purposes: readonly Purpose[]
  ips: readonly string[]
  status: 'ativa' | 'pendente' | 'suspensa' | 'revogada'
  expiresAt: Date | null
  limit: OwnLimit | null
  secrets: readonly { hmac: Uint8Array; last4: string; pepperVersion: number; expiresAt: Date | null }[]
}

/** Writes keys into a copy, then until when the copy is complete; null while more is waiting. Idempotent. */
export type Carry = (credentials: readonly CarriedCredential[], completeUntil: Date | null) => Promise<void>

/** Where keys are made: what has changed there, and word of it. */
export type CredentialSource = {
  /** Hands on what has changed and forgets it once `carry` has ended well; `isWhole` where nothing is left. */
  pass(carry: Carry): Promise<{ carried: number; isWhole: boolean }>
  /** Tells of changes as they are committed, until the answer is called or the connection is lost. */
  listen(onChange: () => void, onLost: () => void): Promise<() => void>
}

export type CredentialRelay = { close(): Promise<void> }

/** Without word of a change there is a pass this often; it also moves the heartbeat. */
const EVERY_MS = 1_000

/**
 * Carries changed keys from where institutions make them to a service's own copy, at once when told and every second
 * besides. Each pass ends by saying until when the copy is complete; while passes fail that instant stands still, and
 * whoever goes by the copy knows how old it is.
 */
export function startCredentialRelay(
  source: CredentialSource,
  carry: Carry,
  logger: Pick<Logger, 'info' | 'error'>,
): CredentialRelay {
  let closed = false
  let told = false
  let stopListening: (() => void) | null = null
  let wake: () => void = () => {}

  const onChange = () => {
    told = true
    wake()
  }

  /** Returns at the next word of a change, and after a second without one. */
  function untilToldOrLater(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, EVERY_MS)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (told || closed) wake()
    })
  }

  async function onePass(): Promise<void> {
    told = false
    // Listening first: what is committed after the pass has read is told.
    stopListening ??= await source.listen(onChange, () => {
      stopListening = null
    })
    const { carried, isWhole } = await source.pass(carry)
    if (carried > 0) logger.info({ event: 'credentials.carried', count: carried })
    if (!isWhole) told = true
  }

  async function run(): Promise<void> {
    while (!closed) {
      await onePass().catch((error: unknown) => logger.error({ event: 'credentials.not-carried', err: error }))
      await untilToldOrLater()
    }
  }

  const running = run()
  return {
    async close() {
      closed = true
      wake()
      await running
      stopListening?.()
    },
  }
}
