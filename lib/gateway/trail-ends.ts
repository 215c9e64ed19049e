import type { z } from 'zod'
import { TrailEndSchema, TrailSegmentSchema } from '#lib/systems/debts/schemas.ts'
import { type ClientTls, createHttpClient, jsonOf, type OutboundObservation } from './http-client.ts'
import { repeating } from './repeating.ts'

/** A piece of the trail is hashed before it is answered. */
const TIMEOUT_MS = 10_000

export type TrailEndsOptions = { url: string; tls: ClientTls; observe?: (call: OutboundObservation) => void }

/** The worker's way to the end of Base A's trail. Throws where there is no clear answer. */
export function createTrailEnds({ url, tls, observe }: TrailEndsOptions) {
  const sistema1 = repeating(
    createHttpClient({
      dependency: 'sistema1',
      timeoutMs: TIMEOUT_MS,
      url,
      tls,
      ...(observe ? { observe } : {}),
    }),
  )
  async function get<Answer>(path: string, schema: z.ZodType<Answer>): Promise<Answer> {
    const outcome = await sistema1.send({ method: 'GET', path, headers: { accept: 'application/json' } })
    if (outcome.kind === 'failed' || outcome.status !== 200) throw new Error('the end of the trail could not be had')
    return schema.parse(jsonOf(outcome.body))
  }
  return {
    number: async () => (await get('/interno/trilha/fim', TrailEndSchema)).numero,
    async segmentAfter(number: number) {
      const { ancora, linhas, fim, falha } = await get(`/interno/trilha/fim/trecho?apos=${number}`, TrailSegmentSchema)
      return {
        anchor: ancora === null ? null : Buffer.from(ancora, 'hex'),
        rows: linhas,
        end: { number: fim.numero, hash: Buffer.from(fim.hash, 'hex') },
        fault: falha && { number: falha.numero, reason: falha.motivo },
      }
    },
    close: () => sistema1.close(),
  }
}
