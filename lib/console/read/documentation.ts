import { PROBLEM_WORDS } from '#lib/http/problem-words.ts'
import { ERROR_STATUS, type ErrorCode } from '#lib/kernel/app-error.ts'
import { services } from '#lib/runtime/services.ts'
import type { Locale } from '../preferences.ts'

export type CataloguedError = { code: ErrorCode; status: number; title: string; detail: string }

/** Every error that the API answers with, by status, from the very lists that the API answers by. */
export function readErrorCatalogue(locale: Locale): readonly CataloguedError[] {
  const entries = Object.entries(ERROR_STATUS).map(([name, status]): CataloguedError => {
    // The keys of the list are the codes.
    const code = name as ErrorCode
    return { code, status, ...PROBLEM_WORDS[code][locale] }
  })
  return entries.toSorted((a, b) => a.status - b.status)
}

/** The address that partners call. */
export function readPublicUrl(): string {
  return services().portal.publicUrl
}
