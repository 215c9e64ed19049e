import { limitsOf } from '#lib/access/rate-limit.ts'
import { TIERS, type Tier } from '#lib/access/tier.ts'
import { PROBLEM_WORDS } from '#lib/http/problem-words.ts'
import { ERROR_STATUS, type ErrorCode } from '#lib/kernel/app-error.ts'
import { services } from '#lib/runtime/services.ts'
import type { Locale } from '../preferences.ts'

/** Whether the same request may be sent again: `later` after the `Retry-After` that the answer names. */
type Retry = 'later' | 'same_key' | 'never'

export type CataloguedError = { code: ErrorCode; status: number; title: string; detail: string; retry: Retry }

/** Every error that the API answers with, by status, from the very lists that the API answers by. */
export function readErrorCatalogue(locale: Locale): readonly CataloguedError[] {
  const entries = Object.entries(ERROR_STATUS).map(([name, status]): CataloguedError => {
    // The keys of the list are the codes.
    const code = name as ErrorCode
    return { code, status, ...PROBLEM_WORDS[code][locale], retry: retryOf(code, status) }
  })
  return entries.toSorted((a, b) => a.status - b.status)
}

function retryOf(code: ErrorCode, status: number): Retry {
  if (status === 429 || status === 503) return 'later'
  // Nobody knows how far it came: with the same idempotency key nothing is done twice.
  return code === 'erro_interno' ? 'same_key' : 'never'
}

export type CataloguedTier = { name: Tier; perSecond: number; callsPerDay: number; peoplePerDay: number }

/** What each tier allows, from the very limits that calls are counted by. */
export function readTierCatalogue(): readonly CataloguedTier[] {
  return TIERS.map((name) => {
    const { windows, callsPerDay, peoplePerDay } = limitsOf(name, null)
    return { name, perSecond: windows[0]?.quota ?? 0, callsPerDay, peoplePerDay }
  })
}

/** The address that partners call. */
export function readPublicUrl(): string {
  return services().portal.publicUrl
}
