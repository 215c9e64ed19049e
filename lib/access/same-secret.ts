import { createHash, timingSafeEqual } from 'node:crypto'
import type { Redacted } from '#lib/kernel/redacted.ts'

/** Compares digests, so that neither the length nor a common beginning shows in the time it takes. */
export function sameSecret(given: string, expected: Redacted<string>): boolean {
  const [one, other] = [given, expected.reveal()].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
