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
/** How far to either side a word is read, so that a text made of digits and letters alone stays cheap. */
const REACH = 64

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

/** The longest card number from each word on. Overlapping ones become one: it can't be told which of them is meant. */
function spansAmong(words: readonly Span[], text: string): Span[] {
  const spans: Span[] = []
  for (const [first, { start }] of words.entries()) {
    const end = endOfCard(words.slice(first, first + MAX_DIGITS), text)
    const previous = spans.at(-1)
    if (end === null) continue
    if (previous !== undefined && start < previous.end) previous.end = Math.max(previous.end, end)
    else spans.push({ start, end })
  }
  return spans
}

/** Where the longest card number ends that begins with the first of these words; null if none does. */
function endOfCard(words: readonly Span[], text: string): number | null {
  const start = words[0]?.start ?? 0
  let digits = ''
  let found: number | null = null
  for (const word of words) {
    digits += text.slice(word.start, word.end)
    if (digits.length > MAX_DIGITS) break
    const isCard = digits.length >= MIN_DIGITS && passesLuhn(digits)
    if (isCard && !isInsideHash({ start, end: word.end }, text)) found = word.end
  }
  return found
}

/** Trace ids and digests are long words of hexadecimal digits, and a few of them hold thirteen decimal ones. */
function isInsideHash({ start, end }: Span, text: string): boolean {
  let from = start
  let to = end
  while (from > Math.max(0, start - REACH) && LETTER_OR_DIGIT.test(text.charAt(from - 1))) from--
  while (to < Math.min(text.length, end + REACH) && LETTER_OR_DIGIT.test(text.charAt(to))) to++
  const word = text.slice(from, to)
  return word.length > end - start && word.length >= HASH_LENGTH && HEXADECIMAL.test(word)
}
