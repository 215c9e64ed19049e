import { Agent, request } from 'undici'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { PublicKey } from './signing-key.ts'

const INTERVAL_MS = 5_000
/** Until the first delivery and after a failed one sistema1 may be waiting, so that is tried again sooner. */
const RETRY_MS = 500
const TIMEOUT_MS = 2_000

/** A piece of background work for whoever runs such: `run` never throws, and has nothing to count. */
export type KeyPush = {
  readonly name: 'push-keys'
  readonly everyMs: number
  run(): Promise<0>
  close(): Promise<void>
}

export type KeyPushOptions = {
  url: string
  tls: { ca: string; cert: string; key: Redacted<string> }
  keySet: { keys: readonly PublicKey[] }
  logger: Logger
}

/**
 * Brings the key set to sistema1, which never dials out: it can only verify what it was given. Each push also says
 * "still good"; without one for ten minutes sistema1 trusts no key. Logs when the state changes, not each time.
 */
export function createKeyPush({ url, tls, keySet, logger }: KeyPushOptions): KeyPush {
  const agent = new Agent({
    connections: 1,
    connect: { ca: tls.ca, cert: tls.cert, key: tls.key.reveal(), timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  })
  const body = JSON.stringify(keySet)
  let delivered: boolean | null = null
  function note(ok: boolean, detail: Record<string, unknown>): void {
    if (ok === delivered) return
    delivered = ok
    if (ok) logger.info({ event: 'keys.delivered', to: 'sistema1' })
    else logger.warn({ event: 'keys.undelivered', to: 'sistema1', ...detail })
  }
  return {
    name: 'push-keys',
    get everyMs() {
      return delivered ? INTERVAL_MS : RETRY_MS
    },
    async run() {
      try {
        const { statusCode, body: answer } = await request(`${url}/interno/chaves`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body,
          dispatcher: agent,
        })
        await answer.dump()
        note(statusCode >= 200 && statusCode < 300, { status: statusCode })
      } catch (error) {
        note(false, { err: error })
      }
      return 0
    },
    async close() {
      await agent.close()
    },
  }
}
