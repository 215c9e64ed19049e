import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type Actor, PURPOSES, type Purpose } from '#lib/kernel/actor.ts'
import { type Clock, civilDateOf } from '#lib/kernel/clock.ts'
import { encodeBase62 } from '#lib/kernel/ids.ts'

export const USAGE_SYSTEMS = ['sistema1', 'sistema2', 'sistema3', 'crivo'] as const
export type UsageSystem = (typeof USAGE_SYSTEMS)[number]

/** Upper bounds of the latency histogram, in milliseconds; one bucket more holds whatever took longer. */
export const LATENCY_BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000] as const
const BUCKETS = LATENCY_BOUNDS_MS.length + 1

/** More than a process meets between two pulls; calls of series past it are counted as lost, and the worker says so. */
const MAX_SERIES = 10_000

const count = z.int().min(0)

/** One series of a batch, as it travels to whoever adds it up. */
export const UsageItem = z.object({
  instituicao: z.string().regex(/^ins_[0-9A-Za-z]{22}$/),
  /** Empty for members, whose calls are counted together. */
  chave: z.string().max(60),
  /** The last four digits of the secret by which the key came; empty where that isn't known. */
  segredo: z.string().max(4),
  sistema: z.enum(USAGE_SYSTEMS),
  finalidade: z.enum(PURPOSES),
  dia: z.iso.date(),
  chamadas: count,
  /** Refused (4xx but 429), over a limit (429), failed (5xx). */
  recusadas: count,
  limitadas: count,
  falhas: count,
  latencia: z.array(count).length(BUCKETS),
  /** How many different people this caller had asked this process for on that day, so far. */
  pessoas: count,
  ultima: z.iso.datetime({ precision: 3 }),
})
export type UsageItem = z.infer<typeof UsageItem>

export const UsageBatch = z.object({
  processo: z.string().regex(/^[0-9A-Za-z]{22}$/),
  lote: z.int().min(1),
  itens: z.array(UsageItem).max(MAX_SERIES),
  perdidas: count,
})
export type UsageBatch = z.infer<typeof UsageBatch>

/** Whose call it was; `secret` is the end of a key's secret, where that is known. */
export type UsageSubject = { actor: Actor; secret: string | null }
export type UsageCall = { system: UsageSystem; purpose: Purpose; status: number; ms: number; people: number }

export type UsageMeter = {
  /** Adds one call to this process's numbers, in memory. */
  count(subject: UsageSubject, call: UsageCall): void
  /**
   * What was counted and not yet taken. A batch is given again, under the same number, until its number comes back:
   * whoever adds up may ask twice and adds once.
   */
  batchAfter(taken: { process: string; number: number } | null): UsageBatch
}

export function createUsageMeter(clock: Clock): UsageMeter {
  const process = encodeBase62(randomBytes(16), 22)
  let open = new Map<string, UsageItem>()
  let lost = 0
  let number = 0
  let sealed: UsageBatch | null = null

  return {
    count({ actor, secret }, { system, purpose, status, ms, people }) {
      const now = clock.now()
      const day = civilDateOf(now)
      const key = actor.kind === 'key' ? actor.id : ''
      const series = [actor.institutionId, key, secret ?? '', system, purpose, day].join(' ')
      const item = open.get(series) ?? {
        instituicao: actor.institutionId,
        chave: key,
        segredo: secret ?? '',
        sistema: system,
        finalidade: purpose,
        dia: day,
        ...{ chamadas: 0, recusadas: 0, limitadas: 0, falhas: 0, pessoas: 0 },
        latencia: new Array<number>(BUCKETS).fill(0),
        ultima: now.toISOString(),
      }
      if (!open.has(series)) {
        if (open.size >= MAX_SERIES) {
          lost += 1
          return
        }
        open.set(series, item)
      }
      item.chamadas += 1
      if (status === 429) item.limitadas += 1
      else if (status >= 500) item.falhas += 1
      else if (status >= 400) item.recusadas += 1
      const bucket = LATENCY_BOUNDS_MS.findIndex((bound) => ms <= bound)
      const at = bucket === -1 ? BUCKETS - 1 : bucket
      item.latencia[at] = (item.latencia[at] ?? 0) + 1
      // Members' calls stand together, and so no number of people is anybody's.
      if (key !== '') item.pessoas = Math.max(item.pessoas, people)
      item.ultima = now.toISOString()
    },
    batchAfter(taken) {
      if (sealed && !(taken?.process === process && taken.number === sealed.lote)) return sealed
      number += 1
      sealed = { processo: process, lote: number, itens: [...open.values()], perdidas: lost }
      open = new Map()
      lost = 0
      return sealed
    },
  }
}
