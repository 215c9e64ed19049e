import { USAGE_SYSTEMS, type UsageSystem } from '#lib/access/usage-meter.ts'
import { PURPOSES, type Purpose } from '#lib/kernel/actor.ts'
import { addDays, type CivilDate } from '#lib/kernel/clock.ts'
import { USAGE_DAYS } from '#lib/keys/schemas.ts'
import { groupUsage, sumUsage, type UsageFigures } from '#lib/keys/usage.ts'
import { callOf } from '#lib/members/call-of.ts'
import type { LiveSession } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import { readVisitor } from '../session/request-context.ts'

export type UsageDays = (typeof USAGE_DAYS)[number]

/** The institution's usage as `/uso` shows it. A key's name is null for members, who are counted together. */
export type UsageView = {
  days: UsageDays
  from: CivilDate
  to: CivilDate
  total: UsageFigures
  byDay: readonly { day: CivilDate; figures: UsageFigures }[]
  byKey: readonly { id: string | null; name: string | null; figures: UsageFigures }[]
  bySystem: readonly { system: UsageSystem; figures: UsageFigures }[]
  byPurpose: readonly { purpose: Purpose; figures: UsageFigures }[]
}

/** How many days an address asks for; anything else is the usual month. */
export function usageDaysIn(text: unknown): UsageDays {
  return USAGE_DAYS.find((days) => String(days) === text) ?? 30
}

export async function readUsageView(live: LiveSession, days: UsageDays): Promise<UsageView> {
  const { rows, names, from, to } = await services().keys.readUsage(callOf(live, await readVisitor()), { dias: days })
  const ofDay = groupUsage(rows, ({ day }) => day)
  const ofSystem = groupUsage(rows, ({ system }) => system)
  const ofPurpose = groupUsage(rows, ({ purpose }) => purpose)
  const found = <Name extends string>(known: readonly Name[], groups: ReadonlyMap<string, UsageFigures>) =>
    known.flatMap((name) => {
      const figures = groups.get(name)
      return figures ? [{ name, figures }] : []
    })
  return {
    days,
    from,
    to,
    total: sumUsage(rows),
    byDay: Array.from({ length: days }, (_, place) => {
      const day = addDays(from, place)
      return { day, figures: ofDay.get(day) ?? sumUsage([]) }
    }),
    byKey: [...groupUsage(rows, ({ keyId }) => keyId ?? '')].map(([id, figures]) => ({
      id: id === '' ? null : id,
      name: id === '' ? null : (names.get(id) ?? id),
      figures,
    })),
    bySystem: found(USAGE_SYSTEMS, ofSystem).map(({ name: system, figures }) => ({ system, figures })),
    byPurpose: found(PURPOSES, ofPurpose).map(({ name: purpose, figures }) => ({ purpose, figures })),
  }
}
