import { LATENCY_BOUNDS_MS, type UsageSystem } from '#lib/access/usage-meter.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'

/** Calls and how they went: `refused` 4xx but 429, `limited` 429, `failed` 5xx; `latency` by the meter's bounds. */
export type UsageFigures = {
  calls: number
  refused: number
  limited: number
  failed: number
  latency: readonly number[]
}

/** One series of an institution's usage; `keyId` is null for its members, who are counted together. */
export type UsageRow = UsageFigures & {
  day: CivilDate
  keyId: string | null
  system: UsageSystem
  purpose: Purpose
}

export type LastUse = { keyId: string; secret: string; at: Date }

const NOTHING: UsageFigures = {
  calls: 0,
  refused: 0,
  limited: 0,
  failed: 0,
  latency: new Array<number>(LATENCY_BOUNDS_MS.length + 1).fill(0),
}

export function sumUsage(rows: readonly UsageFigures[]): UsageFigures {
  return rows.reduce<UsageFigures>(
    (sum, row) => ({
      calls: sum.calls + row.calls,
      refused: sum.refused + row.refused,
      limited: sum.limited + row.limited,
      failed: sum.failed + row.failed,
      latency: sum.latency.map((count, bucket) => count + (row.latency[bucket] ?? 0)),
    }),
    NOTHING,
  )
}

/** Rows by what `nameOf` makes of them, each group summed. */
export function groupUsage<Row extends UsageFigures>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): Map<string, UsageFigures> {
  const groups = Map.groupBy(rows, nameOf)
  return new Map([...groups].map(([name, group]) => [name, sumUsage(group)]))
}

/**
 * The bound in milliseconds under which this share of the calls stayed; infinite where it lies past the last bound, null
 * where there were none. A histogram knows no more: the figure is never below the truth.
 */
export function latencyAt({ latency }: Pick<UsageFigures, 'latency'>, share: number): number | null {
  const total = latency.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let seen = 0
  for (const [bucket, bound] of LATENCY_BOUNDS_MS.entries()) {
    seen += latency[bucket] ?? 0
    if (seen >= total * share) return bound
  }
  return Number.POSITIVE_INFINITY
}
