import { COMMON_PASSWORDS } from './common-passwords.ts'

export const PASSWORD_LENGTH = { min: 12, max: 128 } as const
const MIN_DISTINCT = 5

export type PasswordProblem = 'too_short' | 'too_long' | 'common' | 'is_email'

/**
 * What is wrong with a new password, null if nothing is. By NIST SP 800-63B §3.1.1: length and a list of what others
 * try first; no rules of composition, which make passwords worse. Pure, so that a form may ask while one types.
 */
export function passwordProblem(password: string, email: string): PasswordProblem | null {
  const normalized = normalizePassword(password)
  const characters = [...normalized]
  if (characters.length < PASSWORD_LENGTH.min) return 'too_short'
  if (characters.length > PASSWORD_LENGTH.max) return 'too_long'
  const folded = normalized.toLowerCase()
  const address = email.trim().toLowerCase()
  if (address !== '' && (folded === address || repeats(folded, address.split('@', 1)[0] ?? ''))) return 'is_email'
  if (new Set(characters).size < MIN_DISTINCT || COMMON_PASSWORDS.has(folded) || isSequence(folded)) return 'common'
  return null
}

/** One spelling for what looks the same, whichever keyboard typed it (NIST SP 800-63B: Unicode is normalized first). */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC')
}

/** Whether a text is nothing but a word over and over, with digits or marks after it: `anaanaana123`. */
function repeats(text: string, word: string): boolean {
  return word.length > 1 && text.startsWith(word) && /^[\d\W_]*$/.test(text.replaceAll(word, ''))
}

/** Whether every character follows the one before it by the same step: `123456789012` wraps, `abcdefghijkl` doesn't. */
function isSequence(text: string): boolean {
  const steps = new Set<number>()
  for (let place = 1; place < text.length; place += 1) {
    steps.add((text.charCodeAt(place) - text.charCodeAt(place - 1) + 10) % 10)
  }
  return steps.size === 1
}
