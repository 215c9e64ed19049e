import { passesLuhn } from './card-number.ts'

const PLACEHOLDER = '[card]'
const MIN_DIGITS = 13
const MAX_DIGITS = 19

/** Words of digits joined by one to three spaces or dashes of any kind: `4111 1111-1111 1111`. */
const DIGIT_WORDS = /\d+(?:[\s\-\u2010-\u2015]{1,3}\d+)*/g
const LETTER_OR_DIGIT = /[0-9A-Za-z]/
const HEXADECIMAL = /^[0-9A-Fa-f]+$/
/** Shorter words with a card number inside are more likely a label glued to it than a hash. */
const HASH_LENGTH = 24

type Span = { start: number; end: number }

/**
 * Whether a text holds 13–19 digits that pass Luhn, together or in groups with spaces or dashes between. Never in a
 * URL, a header or a log (PCI DSS 3.4). Of unrelated digits as long one in ten passes too: refusing those is the price.
 */
export function containsCardNumber(text: string): boolean {
  return cardNumberSpans(text).length > 0
}

/** The text with `[card]` in the place of each card number. */
export function scrubCardNumbers(text: string): string {
  let scrubbed = ''
  let from = 0
  for (const { start, end } of cardNumberSpans(text)) {
    scrubbed += text.slice(from, start) + PLACEHOLDER
    from = end
  }
  return from === 0 ? text : scrubbed + text.slice(from)
}

function cardNumberSpans(text: string): Span[] {
  const spans: Span[] = []
  for (const match of text.matchAll(DIGIT_WORDS)) {
    spans.push(...spansAmong(wordsAt(match[0], match.index), text))
  }
  return spans
}

function wordsAt(run: string, offset: number): Span[] {
  return [...run.matchAll(/\d+/g)].map(({ 0: word, index }) => ({
    start: offset + index,
    end: offset + index + word.length,
  }))
}

/** The longest card number from each word on; words once taken aren't looked at again. */
function spansAmong(words: readonly Span[], text: string): Span[] {
  const spans: Span[] = []
  for (let first = 0; first < words.length; first++) {
    const last = lastWordOfCard(words, first, text)
    const [from, to] = [words[first], last === null ? undefined : words[last]]
    if (last === null || from === undefined || to === undefined) continue
    spans.push({ start: from.start, end: to.end })
    first = last
  }
  return spans
}

function lastWordOfCard(words: readonly Span[], first: number, text: string): number | null {
  let digits = ''
  let found: number | null = null
  for (let last = first; last < words.length; last++) {
    const word = words[last]
    if (word === undefined) break
    digits += text.slice(word.start, word.end)
    if (digits.length > MAX_DIGITS) break
    if (digits.length < MIN_DIGITS || !passesLuhn(digits)) continue
    const span = { start: words[first]?.start ?? word.start, end: word.end }
    if (!isInsideHash(span, text)) found = last
  }
  return found
}

/** Trace ids and digests are long words of hexadecimal digits, and a few of them hold thirteen decimal ones. */
function isInsideHash({ start, end }: Span, text: string): boolean {
  let from = start
  let to = end
  while (from > 0 && LETTER_OR_DIGIT.test(text.charAt(from - 1))) from--
  while (to < text.length && LETTER_OR_DIGIT.test(text.charAt(to))) to++
  const word = text.slice(from, to)
  return word.length > end - start && word.length >= HASH_LENGTH && HEXADECIMAL.test(word)
}
