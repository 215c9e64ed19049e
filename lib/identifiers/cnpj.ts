/** Twelve digits or capital letters and two check digits (alphanumeric since July 2026: IN RFB 2.229/2024). */
export type Cnpj = string & { readonly __cnpj: true }

const BARE = /^[0-9A-Z]{12}\d{2}$/
const PUNCTUATED = /^[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}\/[0-9A-Z]{4}-\d{2}$/
const REPEATED = /^(\d)\1{13}$/

/** Reads a CNPJ, bare or punctuated, small letters taken as capitals; null if its shape or check digits are wrong. */
export function parseCnpj(text: string): Cnpj | null {
  const trimmed = text.trim().toUpperCase()
  if (!BARE.test(trimmed) && !PUNCTUATED.test(trimmed)) return null
  const bare = trimmed.replace(/[./-]/g, '')
  if (REPEATED.test(bare)) return null
  const base = bare.slice(0, 12)
  const first = checkDigit(base)
  // The brand exists only in the type system; every rule of it is checked here.
  return bare.slice(12) === `${first}${checkDigit(`${base}${first}`)}` ? (bare as Cnpj) : null
}

/** `12.ABC.345/01DE-35` */
export function formatCnpj(cnpj: Cnpj): string {
  return `${cnpj.slice(0, 2)}.${cnpj.slice(2, 5)}.${cnpj.slice(5, 8)}/${cnpj.slice(8, 12)}-${cnpj.slice(12)}`
}

/** Modulo 11 over ASCII − 48, weights 2…9 cyclic from the right. */
function checkDigit(characters: string): number {
  let sum = 0
  for (let fromRight = 0; fromRight < characters.length; fromRight++) {
    const value = characters.charCodeAt(characters.length - 1 - fromRight) - 48
    sum += value * (2 + (fromRight % 8))
  }
  const rest = sum % 11
  return rest < 2 ? 0 : 11 - rest
}
