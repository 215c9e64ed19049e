/** Amounts are whole cents, within the safe integers: up to 90 trillion reais. */
export type AmountCents = number

function requireCents(amountCents: number): number {
  if (!Number.isSafeInteger(amountCents)) throw new RangeError('an amount must be a whole number of cents')
  return amountCents
}

/** Cents as the wire writes money: a decimal string in reais with two places, `"1234.50"`. */
export function formatReais(amountCents: AmountCents): string {
  const cents = requireCents(amountCents)
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** The inverse of `formatReais`; null for anything that isn't exactly that form or doesn't fit. */
export function parseReais(text: string): AmountCents | null {
  if (!/^-?(0|[1-9]\d*)\.\d{2}$/.test(text)) return null
  const cents = Number(text.replace('.', ''))
  if (!Number.isSafeInteger(cents)) return null
  return cents === 0 ? 0 : cents
}
