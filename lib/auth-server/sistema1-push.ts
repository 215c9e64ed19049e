import { Agent, request } from 'undici'
import { type DenialList, denialListOnWire } from '#lib/access/token-denials.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { KeyRing } from './key-ring.ts'

const INTERVAL_MS = 250
/** What hasn't changed is brought again at this age, for it also says "still good". */
const REPEAT_MS = { keys: 5_000, denials: 2_000 } as const
/** Until the first delivery and after a failed one sistema1 may be waiting, or starting. */
const RETRY_MS = 500
const TIMEOUT_MS = 2_000

/** A piece of background work for whoever runs such: `run` never throws, and has nothing to count. */
export type Sistema1Push = {
  readonly name: 'push-to-sistema1'
  readonly everyMs: number
  run(): Promise<0>
  close(): Promise<void>
}

export type Sistema1PushOptions = {
  url: string
  tls: { ca: string; cert: string; key: Redacted<string> }
  keys: Pick<KeyRing, 'keySet'>
  denials: { current(): DenialList }
  clock: Clock
  logger: Logger
}

type Parcel = { path: string; name: keyof typeof REPEAT_MS; content(): { body: unknown; sameness: unknown } }

/**
 * Brings keys and denials to sistema1, which never dials out: it can only verify what it was given. Without keys for ten
 * minutes, or denials for one, sistema1 lets nobody in. Logs when the state changes, not each time.
 */
export function createSistema1Push({ url, tls, keys, denials, clock, logger }: Sistema1PushOptions): Sistema1Push {
  const agent = new Agent({
    connections: 1,
    connect: { ca: tls.ca, cert: tls.cert, key: tls.key.reveal(), timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  })
  const deliveries = [
    delivery({
      name: 'keys',
      path: '/interno/chaves',
      content: () => ({ body: keys.keySet(), sameness: keys.keySet() }),
    }),
    delivery({
      name: 'denials',
      path: '/interno/revogacoes',
      content: () => ({ body: denialListOnWire(denials.current()), sameness: denials.current().denials }),
    }),
  ]

  function delivery({ path, name, content }: Parcel) {
    let delivered: boolean | null = null
    let last = { sameness: '', at: Number.NEGATIVE_INFINITY }
    function note(ok: boolean, detail: Record<string, unknown>): void {
      if (ok === delivered) return
      delivered = ok
      if (ok) logger.info({ event: `${name}.delivered`, to: 'sistema1' })
      else logger.warn({ event: `${name}.undelivered`, to: 'sistema1', ...detail })
    }
    return async (): Promise<boolean> => {
      const { body, sameness } = content()
      const now = clock.now().getTime()
      const current = { sameness: JSON.stringify(sameness), at: now }
      if (delivered && current.sameness === last.sameness && now - last.at < REPEAT_MS[name]) return true
      try {
        const status = await put(path, body)
        note(status >= 200 && status < 300, { status })
      } catch (error) {
        note(false, { err: error })
      }
      if (delivered) last = current
      return delivered === true
    }
  }

  async function put(path: string, body: unknown): Promise<number> {
    const { statusCode, body: answer } = await request(url + path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      dispatcher: agent,
    })
    await answer.dump()
    return statusCode
  }

  let allDelivered = false
  return {
    name: 'push-to-sistema1',
    get everyMs() {
      return allDelivered ? INTERVAL_MS : RETRY_MS
    },
    async run() {
      const outcomes = []
      for (const deliver of deliveries) outcomes.push(await deliver())
      allDelivered = outcomes.every(Boolean)
      return 0
    },
    async close() {
      await agent.close()
    },
  }
}
