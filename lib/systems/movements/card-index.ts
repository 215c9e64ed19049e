import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import type { CardNumber } from '#lib/identifiers/card-number.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

/** What stands for a card number in Base C: nobody without the key can tell which number it was. */
export type CardIndex = (number: CardNumber) => string

/**
 * HMAC-SHA-256 under a key of its own. Card numbers are few enough to be tried out one by one, so a plain hash would
 * give them away; this one falls only with the key, which is in no database.
 */
export function createCardIndex(secret: Redacted<string>): CardIndex {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'crivo card index v1', 32)))
  return (number) => createHmac('sha256', key).update(number).digest('base64url')
}
