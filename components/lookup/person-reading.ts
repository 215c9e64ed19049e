import { type CpfRefusalCode, formatPartialCpf, parseCpf } from '#lib/identifiers/cpf.ts'
import { type Shape, shapeOf } from '#lib/identifiers/recognize.ts'

/** What the search box makes of a text, at each key. */
export type PersonReading =
  | { kind: 'blank' }
  | { kind: 'typing'; digitsLeft: number }
  | { kind: 'cpf' }
  | { kind: 'wrong'; code: CpfRefusalCode; wrongDigit: 10 | 11 | null }
  /** Another kind of identifier: known, but look-ups by it aren't open yet. */
  | { kind: 'not_open'; shape: Exclude<Shape, 'cpf'> }
  | { kind: 'card_number' }

const DIGITS = 11

export function readPerson(text: string): PersonReading {
  const shape = shapeOf(text)
  if (shape === null) return { kind: 'blank' }
  if (shape === 'numero_de_cartao') return { kind: 'card_number' }
  if (shape !== 'cpf') return { kind: 'not_open', shape }
  const digits = text.replace(/\D/g, '').length
  if (digits < DIGITS && formatPartialCpf(text) === text.trim()) return { kind: 'typing', digitsLeft: DIGITS - digits }
  const parse = parseCpf(text)
  return parse.kind === 'valid' ? { kind: 'cpf' } : { kind: 'wrong', code: parse.code, wrongDigit: parse.wrongDigit }
}

/** Punctuates digits as they are typed; any other text stays as it is. `caret` moves along with the digits before it. */
export function punctuate(text: string, caret: number): { text: string; caret: number } {
  const looksLikeCpf = /^[\d.\-\s]+$/.test(text) && text.replace(/\D/g, '').length <= DIGITS && !/^\d{4}-/.test(text)
  if (!looksLikeCpf) return { text, caret }
  const formatted = formatPartialCpf(text)
  const before = text.slice(0, caret).replace(/\D/g, '').length
  let place = 0
  for (let seen = 0; seen < before && place < formatted.length; place++) if (/\d/.test(formatted[place] ?? '')) seen++
  return { text: formatted, caret: place }
}
