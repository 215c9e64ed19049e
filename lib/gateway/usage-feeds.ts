import { formatBasic } from '#lib/access/basic.ts'
import { UsageBatch } from '#lib/access/usage-meter.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { type ClientTls, createHttpClient, type HttpClient, jsonOf } from './http-client.ts'

/** A batch may be large, and nobody waits for it. */
const TIMEOUT_MS = 5_000
/** Ten thousand series of a batch, at some four hundred bytes each. */
const MAX_BATCH_BYTES = 8 * 1_024 * 1_024

export type UsageFeed = {
  name: string
  /** What a service counted since the batch that is named. Throws where there is no clear answer. */
  batchAfter(taken: { process: string; number: number } | null): Promise<UsageBatch>
}

export type UsageFeedsOptions = {
  sistema1: { url: string; tls: ClientTls }
  sistema2: string
  sistema3: string
  secret: Redacted<string>
}

/** The worker's way to what the three systems counted. */
export function createUsageFeeds({ sistema1, sistema2, sistema3, secret }: UsageFeedsOptions) {
  const limits = { timeoutMs: TIMEOUT_MS, maxAnswerBytes: MAX_BATCH_BYTES }
  const authorization = formatBasic('worker', secret.reveal())
  const clients: [HttpClient, Record<string, string>][] = [
    [createHttpClient({ dependency: 'sistema1', ...limits, ...sistema1 }), {}],
    [createHttpClient({ dependency: 'sistema2', ...limits, url: sistema2 }), { authorization }],
    [createHttpClient({ dependency: 'sistema3', ...limits, url: sistema3 }), { authorization }],
  ]
  const feeds = clients.map(
    ([client, headers], index): UsageFeed => ({
      name: `sistema${index + 1}`,
      async batchAfter(taken) {
        const query = taken === null ? '' : `?processo=${taken.process}&lote=${taken.number}`
        const path = `/interno/uso${query}`
        const outcome = await client.send({ method: 'GET', path, headers: { accept: 'application/json', ...headers } })
        if (outcome.kind === 'failed' || outcome.status !== 200) throw new Error('usage could not be had')
        return UsageBatch.parse(jsonOf(outcome.body))
      },
    }),
  )
  return { feeds, close: async () => void (await Promise.all(clients.map(([client]) => client.close()))) }
}
