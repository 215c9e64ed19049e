import { parseAccessKeyId } from '#lib/access/access-key.ts'
import { limitsOf, type RateLimits } from '#lib/access/rate-limit.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { addDays, type CivilDate, civilDateOf } from '#lib/kernel/clock.ts'
import type { AccessKey } from '../key.ts'
import { defineKeysOperation } from '../operation.ts'
import { NoInput, UsageInput } from '../schemas.ts'
import type { UsageRow } from '../usage.ts'

/** An institution's usage of some days; `names` has those of its keys that were used. */
export type Usage = { rows: readonly UsageRow[]; names: ReadonlyMap<string, string>; from: CivilDate; to: CivilDate }

/** The institution's usage of the last days, today included, by day, key, system and purpose. */
export const readUsage = defineKeysOperation({
  permission: 'conta:ler',
  audit: { none: "an institution's own counts, of nobody in particular" },
  input: UsageInput,
  async run({ store, clock }, { dias }, { actor }): Promise<Usage> {
    const to = civilDateOf(clock.now())
    const from = addDays(to, 1 - dias)
    const { rows, names } = await store.within(actor.institutionId, async (kept) => {
      const found = await kept.listUsage(from, to)
      return { rows: found, names: await kept.namesOf([...new Set(found.flatMap(({ keyId }) => keyId ?? []))]) }
    })
    return { rows, names, from, to }
  },
})

export type Account = {
  key: AccessKey
  institution: string
  limits: RateLimits
  /** Calls of today that spent the day's quota, and the most people that one system counted. */
  today: { calls: number; people: number }
}

/** What a key is, may do and has done today. Members have no such account: their own page shows what they are. */
export const readAccount = defineKeysOperation({
  permission: 'conta:ler',
  audit: { none: "a key's own terms and counts" },
  input: NoInput,
  async run({ store, clock }, _, { actor }): Promise<Account> {
    const id = actor.kind === 'key' ? parseAccessKeyId(actor.id) : null
    if (id === null) throw new AppError('escopo_insuficiente', { reason: 'keys have accounts' })
    const now = clock.now()
    return store.within(actor.institutionId, async (rows) => {
      const key = await rows.find(id, now)
      if (!key) throw new AppError('recurso_nao_encontrado')
      const { name } = await rows.terms()
      const today = await rows.usageOfDay(id, civilDateOf(now))
      return { key, institution: name, limits: limitsOf(key.tier, key.limit), today }
    })
  },
})
