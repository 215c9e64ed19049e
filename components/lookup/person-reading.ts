import { type CpfRefusalCode, formatPartialCpf, parseCpf } from '#lib/identifiers/cpf.ts'
import { type Refusal, recognize, type Shape, shapeOf } from '#lib/identifiers/recognize.ts'

/** What the search box makes of a text, at each key. */
export type PersonReading =
  | { kind: 'blank' }
  | { kind: 'typing'; shape: 'cpf'; digitsLeft: number }
  | { kind: 'typing_date'; shape: 'data' }
  | { kind: 'wrong'; shape: 'cpf'; code: CpfRefusalCode; wrongDigit: 10 | 11 | null }
  /** Another kind of identifier that lacks something. */
  | { kind: 'unfit'; shape: Exclude<Shape, 'cpf'>; code: Refusal['code'] }
  /** Good to be looked up by. */
  | { kind: 'ready'; shape: Shape }
  | { kind: 'card_number' }

const DIGITS = 11
const BRAZILIAN_DAY = /^(\d{2})\/(\d{2})\/(\d{4})$/
const PARTIAL_DAY = /^\d{1,2}\/(\d{0,2}(\/\d{0,3})?)?$|^\d{4}-(\d{0,2}(-\d?)?)?$/

/** A day as one writes it in Brazil, as the systems take it; anything else as it is. */
export function plainText(text: string): string {
  return text.trim().replace(BRAZILIAN_DAY, '$3-$2-$1')
}

/** Reads a text by its shape, or as the one that somebody has chosen instead. */
export function readPerson(raw: string, chosen: Shape | null = null): PersonReading {
  const text = plainText(raw)
  const seen = shapeOf(text)
  if (seen === null) return { kind: 'blank' }
  // A card number is one, whatever somebody says that it is.
  if (seen === 'numero_de_cartao') return { kind: 'card_number' }
  if (chosen === null && PARTIAL_DAY.test(text)) return { kind: 'typing_date', shape: 'data' }
  const shape = chosen ?? seen
  if (shape === 'cpf') return readCpf(text)
  const reading = recognize(text, shape)
  return reading.shape === 'refused' ? { kind: 'unfit', shape, code: reading.code } : { kind: 'ready', shape }
}

function readCpf(text: string): PersonReading {
  const digits = text.replace(/\D/g, '').length
  if (digits < DIGITS && formatPartialCpf(text) === text) {
    return { kind: 'typing', shape: 'cpf', digitsLeft: DIGITS - digits }
  }
  const parse = parseCpf(text)
  if (parse.kind === 'valid') return { kind: 'ready', shape: 'cpf' }
  return { kind: 'wrong', shape: 'cpf', code: parse.code, wrongDigit: parse.wrongDigit }
}

/** Punctuates digits as they are typed; any other text stays as it is. `caret` moves along with the digits before it. */
export function punctuate(text: string, caret: number): { text: string; caret: number } {
  // Four digits and a dash begin a day: what was punctuated of a year is taken back.
  const year = /^(\d{3})\.(\d)-$/.exec(text)
  if (year) return { text: `${year[1]}${year[2]}-`, caret: caret - 1 }
  const looksLikeCpf = /^[\d.\-\s]+$/.test(text) && text.replace(/\D/g, '').length <= DIGITS && !/^\d{4}-/.test(text)
  if (!looksLikeCpf) return { text, caret }
  const formatted = formatPartialCpf(text)
  const before = text.slice(0, caret).replace(/\D/g, '').length
  let place = 0
  for (let seen = 0; seen < before && place < formatted.length; place++) if (/\d/.test(formatted[place] ?? '')) seen++
  return { text: formatted, caret: place }
}
