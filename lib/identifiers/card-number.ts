/** 13 to 19 digits that pass Luhn. Lives only between the body of a POST and the hash that replaces it. */
export type CardNumber = string & { readonly __cardNumber: true }

export const CARD_NETWORKS = ['VISA', 'MASTERCARD', 'AMERICAN_EXPRESS', 'ELO', 'HIPERCARD'] as const
export type CardNetwork = (typeof CARD_NETWORKS)[number]

// Order matters: Elo and Hipercard live inside ranges that look like other networks' (4011…, 5067…, 3841…).
const NETWORK_PREFIXES: readonly (readonly [CardNetwork, RegExp])[] = [
  [
    'ELO',
    /^(401178|401179|431274|438935|451416|457393|45763[12]|504175|506699|5067[0-6]|50677[0-8]|509\d{3}|627780|636297|636368|650(03[1-3]|03[5-9]|04\d|05[01]|40[5-9]|4[1-3]\d|48[5-9]|49\d|5[0-2]\d|53[0-8]|54[1-9]|5[5-8]\d|59[0-8]|70\d|71[0-8]|72[0-7]|90[1-9]|91\d|920)|6516(5[2-9]|[67]\d)|6550(0\d|1\d|2[1-9]|[34]\d|5[0-8]))/,
  ],
  ['HIPERCARD', /^(606282|3841)/],
  ['AMERICAN_EXPRESS', /^3[47]/],
  ['MASTERCARD', /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/],
  ['VISA', /^4/],
]

/** Reads a card number as people type it, with single spaces or dashes; null unless 13–19 digits pass Luhn. */
export function parseCardNumber(text: string): CardNumber | null {
  const trimmed = text.trim()
  if (!/^\d(?:[ -]?\d){12,18}$/.test(trimmed)) return null
  const digits = trimmed.replace(/[ -]/g, '')
  // The brand exists only in the type system; both rules of it have just been checked.
  return passesLuhn(digits) ? (digits as CardNumber) : null
}

/** The network by the number's first digits; null for one that isn't among the five. */
export function networkOf(number: CardNumber): CardNetwork | null {
  return NETWORK_PREFIXES.find(([, prefix]) => prefix.test(number))?.[0] ?? null
}

export function last4Of(number: CardNumber): string {
  return number.slice(-4)
}

/** The digit that makes `digits` followed by it pass Luhn. */
export function luhnDigitOf(digits: string): string {
  return String((10 - (luhnSum(`${digits}0`) % 10)) % 10)
}

export function passesLuhn(digits: string): boolean {
  return luhnSum(digits) % 10 === 0
}

function luhnSum(digits: string): number {
  let sum = 0
  for (let fromRight = 0; fromRight < digits.length; fromRight++) {
    const digit = Number(digits[digits.length - 1 - fromRight])
    const weighted = fromRight % 2 === 0 ? digit : digit * 2
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum
}
