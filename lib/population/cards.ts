import { type CardNetwork, last4Of, luhnDigitOf, parseCardNumber } from '#lib/identifiers/card-number.ts'
import type { CardToken } from '#lib/kernel/ids.ts'
import { type Day, instantOf } from './calendar.ts'
import { MERCHANTS } from './companies.ts'
import { DEMO_PEOPLE } from './demo.ts'
import type { SyntheticCard, SyntheticCardPurchase, SyntheticIncome } from './person.ts'
import { randomFor, weighted } from './random.ts'

const MAX_CARDS = 2
/** Purchases go back as far as this. */
export const PURCHASE_DAYS = 60
const FIRST_SECOND = 8 * 3_600
const LAST_SECOND = 22 * 3_600

const NETWORKS = weighted<CardNetwork>([
  ['MASTERCARD', 48],
  ['VISA', 34],
  ['ELO', 13],
  ['HIPERCARD', 3],
  ['AMERICAN_EXPRESS', 2],
])

/** The ranges of the networks' published test numbers; no issuer gives such a card out. */
const TEST_RANGES: Readonly<Record<CardNetwork, { prefix: string; bodyDigits: number }>> = {
  VISA: { prefix: '400000', bodyDigits: 9 },
  MASTERCARD: { prefix: '555555', bodyDigits: 9 },
  AMERICAN_EXPRESS: { prefix: '378282', bodyDigits: 8 },
  ELO: { prefix: '636297', bodyDigits: 9 },
  HIPERCARD: { prefix: '606282', bodyDigits: 9 },
}

/** Coprime with ten, so that multiplying by it modulo a power of ten loses no card. */
const SPREAD = 387_420_489

/** No, one or two cards; none for a thin file. Don't depend on the day. */
export function cardsOf(seed: number, index: number, income: SyntheticIncome | null): SyntheticCard[] {
  if (income === null) return []
  const random = randomFor(seed, index, 'cards')
  const drawn = random.chance(0.72) ? random.integer(1, MAX_CARDS) : 0
  const count = index === DEMO_PEOPLE.plain ? MAX_CARDS : drawn
  return Array.from({ length: count }, (_, ordinal) => {
    const network = random.draw(NETWORKS)
    const number = numberOf(network, index * MAX_CARDS + ordinal)
    // The brand exists only in the type system; tokens of made-up cards are minted here.
    const token = `car_${randomFor(seed, index, 'cardToken', ordinal).base62(22)}` as CardToken
    return { token, network, ...number }
  })
}

function numberOf(network: CardNetwork, slot: number): { number: string; last4: string } {
  const { prefix, bodyDigits } = TEST_RANGES[network]
  const body = String(((slot + 1) * SPREAD) % 10 ** bodyDigits).padStart(bodyDigits, '0')
  const digits = prefix + body
  const number = parseCardNumber(digits + luhnDigitOf(digits))
  if (number === null) throw new Error('a made-up card number must pass Luhn')
  return { number, last4: last4Of(number) }
}

/** Credit-card purchases of the last sixty days, newest first; at least one by whoever has a card. */
export function cardPurchasesOf(
  seed: number,
  index: number,
  { income, cards }: { income: SyntheticIncome | null; cards: readonly SyntheticCard[] },
  today: Day,
): SyntheticCardPurchase[] {
  if (income === null || cards.length === 0) return []
  const random = randomFor(seed, index, 'purchases')
  const purchases = Array.from({ length: random.integer(1, 8) }, () => ({
    at: instantOf(today - random.integer(1, PURCHASE_DAYS), random.integer(FIRST_SECOND, LAST_SECOND)),
    amountCents: Math.max(500, Math.round(income.monthlyCents * random.between(0.004, 0.09))),
    merchant: random.pick(MERCHANTS),
    cardToken: random.pick(cards).token,
  }))
  return purchases.sort((one, other) => other.at.getTime() - one.at.getTime())
}
