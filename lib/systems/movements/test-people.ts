import { type Cpf, cpfOfBase } from '#lib/identifiers/cpf.ts'
import type { AccessKeyId, BureauId, CardToken, InstitutionId } from '#lib/kernel/ids.ts'
import type { Movement } from './movement-file.ts'
import type { MemoryHolder } from './store.memory.ts'

// Fixed names for tests, in the shapes that live ids have; the brands exist only in the type system.
const filled = (prefix: string, letter: string) => `${prefix}_${letter.repeat(22)}`
export const AURORA = filled('ins', 'A') as InstitutionId
export const BOREAL = filled('ins', 'B') as InstitutionId
export const KEY_ID = filled('crk_live', 'k') as AccessKeyId
export const BUREAU = { id: filled('bur', 'P') as BureauId, name: 'Birô do Planalto' }
/** A published test number, of the plain person's card. */
export const CARD_NUMBER = '4111111111111111'
export const CARD = { token: filled('car', 'c') as CardToken, network: 'VISA', last4: '1111' } as const

export const PEOPLE: Readonly<Record<'plain' | 'closed' | 'unknown' | 'other', Cpf>> = {
  plain: cpfOfBase('999000010'),
  closed: cpfOfBase('999000011'),
  unknown: cpfOfBase('999000012'),
  /** As plain, but for her card. */
  other: cpfOfBase('999000013'),
}

const HOUR_MS = 3_600_000

/** The `person`th of the tests: `count` movements, two of each hour, and live consent to Aurora only. */
export function aHolder(now: Date, count = 45, person = 0): MemoryHolder {
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * HOUR_MS)
  const consent = {
    classes: ['BANK_SECRECY'],
    grantedAt: hoursAgo(1_000),
    expiresAt: hoursAgo(-1_000),
    revokedAt: null,
  }
  const movements = Array.from({ length: count }, (_, index): Movement => {
    const id = `mov_${String(person * 1_000 + 999 - index).padStart(22, '0')}`
    const at = hoursAgo(1 + Math.floor(index / 2))
    return { id, at, type: 'PIX', direction: 'DEBITO', amountCents: 1_000 + index, description: `Pix enviado ${index}` }
  })
  return {
    name: `Pessoa Inventada ${person}`,
    cards: person === 0 ? [{ token: CARD.token, number: CARD_NUMBER }] : [],
    closed: false,
    updatedAt: hoursAgo(12),
    consents: [
      { ...consent, institutionId: AURORA },
      { ...consent, institutionId: BOREAL, expiresAt: hoursAgo(1) },
    ],
    bureauInquiries: [
      { at: hoursAgo(24 * 5), bureau: BUREAU },
      { at: hoursAgo(24 * 60), bureau: BUREAU },
      { at: hoursAgo(24 * 200), bureau: BUREAU },
    ],
    movements,
    lastPurchase: { at: hoursAgo(30), amountCents: 12_990, merchant: 'Supermercado Vale Verde', card: CARD },
  }
}
