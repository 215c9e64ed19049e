import { withoutMarks, withoutParticles } from './plain-words.ts'

/** A person's name made comparable: capitals, no marks, no particles, one space between words. At least two words. */
export type NameKey = string & { readonly __nameKey: true }

const MAX_LENGTH = 120
/** Letters and what stands between them in names. No digit, no sign: a wildcard must never reach a store. */
const NAME = /^[\p{L}\p{M}'’.\- ]+$/u
const KEY_WORD = /^[A-Z]+$/

/** Reads a name; null if it isn't two words of Latin letters at least. Keeps the order of the words. */
export function parseNameKey(text: string): NameKey | null {
  const trimmed = text.trim()
  if (trimmed.length > MAX_LENGTH || !NAME.test(trimmed)) return null
  const plain = withoutMarks(trimmed).replace(/['’.]/g, '').replace(/-/g, ' ')
  const words = withoutParticles(plain.split(' ').filter((word) => word !== ''))
  if (words.length < 2 || !words.every((word) => KEY_WORD.test(word))) return null
  // The brand exists only in the type system; every rule of it has just been checked.
  return words.join(' ') as NameKey
}

/** The words of a key, each once: what a store indexes one by one. */
export function nameTokensOf(key: NameKey): string[] {
  return [...new Set(key.split(' '))]
}

/** The words of a key by sound, each once, so that SOUZA finds SOUSA and LUIZ finds LUIS. */
export function phoneticTokensOf(key: NameKey): string[] {
  return [...new Set(key.split(' ').map(soundOf))]
}

/** The whole key by sound, in order. */
export function phoneticKeyOf(key: NameKey): string {
  return key.split(' ').map(soundOf).join(' ')
}

/** Spelling that Brazilian registries vary freely: Y/I, W/V, K/C, PH/F, TH/T, Z/S, double letters. */
function soundOf(word: string): string {
  return word
    .replace(/PH/g, 'F')
    .replace(/TH/g, 'T')
    .replace(/Y/g, 'I')
    .replace(/W/g, 'V')
    .replace(/K/g, 'C')
    .replace(/Z/g, 'S')
    .replace(/(.)\1+/g, '$1')
}
