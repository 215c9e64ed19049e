/** Eleven digits whose check digits hold and that aren't all the same. */
export type Cpf = string & { readonly __cpf: true }

export type CpfRefusalCode = 'cpf_tamanho' | 'cpf_formato' | 'cpf_digito' | 'cpf_repetido'

export type CpfParse =
  | { kind: 'valid'; cpf: Cpf }
  /** `wrongDigit` is the place (10 or 11) of the first check digit that fails, so that a form can point at it. */
  | { kind: 'refused'; code: CpfRefusalCode; wrongDigit: 10 | 11 | null }

const BARE = /^\d{11}$/
const PUNCTUATED = /^\d{3}\.\d{3}\.\d{3}-\d{2}$/
const ONLY_DIGITS = /^\d+$/
const REPEATED = /^(\d)\1{10}$/

/** Reads a CPF, bare or punctuated, spaces around it ignored. Never pads, never throws. */
export function parseCpf(text: string): CpfParse {
  const trimmed = text.trim()
  if (!BARE.test(trimmed) && !PUNCTUATED.test(trimmed)) {
    return refused(ONLY_DIGITS.test(trimmed) ? 'cpf_tamanho' : 'cpf_formato')
  }
  const digits = trimmed.replace(/\D/g, '')
  // The ten repeated numbers satisfy the check digits, yet the tax office never gave them to anyone.
  if (REPEATED.test(digits)) return refused('cpf_repetido')
  const checkDigits = checkDigitsOf(digits.slice(0, 9))
  if (digits[9] !== checkDigits[0]) return refused('cpf_digito', 10)
  if (digits[10] !== checkDigits[1]) return refused('cpf_digito', 11)
  // The brand exists only in the type system; every rule of it has just been checked.
  return { kind: 'valid', cpf: digits as Cpf }
}

/** The CPF of a nine-digit base: the base and its two check digits. Throws RangeError for anything else. */
export function cpfOfBase(base: string): Cpf {
  if (!/^\d{9}$/.test(base)) throw new RangeError('a CPF base has nine digits')
  const digits = base + checkDigitsOf(base)
  if (REPEATED.test(digits)) throw new RangeError('a CPF is never one repeated digit')
  // Made by the same rule that parsing checks.
  return digits as Cpf
}

/** `123.456.789-09` */
export function formatCpf(cpf: Cpf): string {
  return `${cpf.slice(0, 3)}.${cpf.slice(3, 6)}.${cpf.slice(6, 9)}-${cpf.slice(9)}`
}

/** `***.456.789-**`: how answers and pages show a CPF to whoever may not identify. */
export function maskCpf(cpf: Cpf): string {
  return `***.${cpf.slice(3, 6)}.${cpf.slice(6, 9)}-**`
}

/** Digits typed so far with their punctuation (`529982` → `529.982`); at most eleven, anything else dropped. */
export function formatPartialCpf(text: string): string {
  const digits = text.replace(/\D/g, '').slice(0, 11)
  const body = (digits.slice(0, 9).match(/\d{1,3}/g) ?? []).join('.')
  return digits.length > 9 ? `${body}-${digits.slice(9)}` : body
}

function refused(code: CpfRefusalCode, wrongDigit: 10 | 11 | null = null): CpfParse {
  return { kind: 'refused', code, wrongDigit }
}

/** Modulo 11 with weights 10…2, then 11…2 over the base and the first digit. */
function checkDigitsOf(base: string): string {
  const first = checkDigit(base)
  return `${first}${checkDigit(`${base}${first}`)}`
}

function checkDigit(digits: string): number {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    sum += Number(digits[place]) * (digits.length + 1 - place)
  }
  const rest = sum % 11
  return rest < 2 ? 0 : 11 - rest
}
