import { LATENCY_BOUNDS_MS, USAGE_SYSTEMS, type UsageSystem } from '#lib/access/usage-meter.ts'
import { PURPOSES, type Purpose } from '#lib/kernel/actor.ts'
import { addDays, type CivilDate } from '#lib/kernel/clock.ts'
import { USAGE_DAYS } from '#lib/keys/schemas.ts'
import { groupUsage, latencyAt, sumUsage, type UsageFigures } from '#lib/keys/usage.ts'
import { callOf } from '#lib/members/call-of.ts'
import type { LiveSession } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import { readVisitor } from '../session/request-context.ts'

export type UsageDays = (typeof USAGE_DAYS)[number]

/** Past it the histogram knows no figure. */
export const LAST_LATENCY_BOUND_MS = Math.max(...LATENCY_BOUNDS_MS)

/** Latencies in milliseconds, as `latencyAt` has them: null without calls, infinite past the last bound. */
export type ShownUsage = Omit<UsageFigures, 'latency'> & { p50: number | null; p99: number | null }

function shown(figures: UsageFigures): ShownUsage {
  const { latency: _, ...counts } = figures
  return { ...counts, p50: latencyAt(figures, 0.5), p99: latencyAt(figures, 0.99) }
}

/** The institution's usage as `/uso` shows it. A key's name is null for members, who are counted together. */
export type UsageView = {
  days: UsageDays
  from: CivilDate
  to: CivilDate
  total: ShownUsage
  byDay: readonly { day: CivilDate; figures: ShownUsage }[]
  byKey: readonly { id: string | null; name: string | null; figures: ShownUsage }[]
  bySystem: readonly { system: UsageSystem; figures: ShownUsage }[]
  byPurpose: readonly { purpose: Purpose; figures: ShownUsage }[]
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
      return figures ? [{ name, figures: shown(figures) }] : []
    })
  return {
    days,
    from,
    to,
    total: shown(sumUsage(rows)),
    byDay: Array.from({ length: days }, (_, place) => {
      const day = addDays(from, place)
      return { day, figures: shown(ofDay.get(day) ?? sumUsage([])) }
    }),
    byKey: [...groupUsage(rows, ({ keyId }) => keyId ?? '')].map(([id, figures]) => ({
      id: id === '' ? null : id,
      name: id === '' ? null : (names.get(id) ?? id),
      figures: shown(figures),
    })),
    bySystem: found(USAGE_SYSTEMS, ofSystem).map(({ name: system, figures }) => ({ system, figures })),
    byPurpose: found(PURPOSES, ofPurpose).map(({ name: purpose, figures }) => ({ purpose, figures })),
  }
}
