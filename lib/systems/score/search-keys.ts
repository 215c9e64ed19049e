import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import { addressIndexKeysOf, addressKeyOf, type ParsedAddress } from '#lib/identifiers/address-key.ts'
import { type NameKey, phoneticKeyOf } from '#lib/identifiers/name-key.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

const KEY_BYTES = 32
/** Of base64url, so 72 bits: no two sets of words in a country share them by chance. */
const HASH_CHARS = 12
/** Words of one name that count, in their order; the sets of them double with each. */
const MAX_WORDS = 8

/** Under what a person is filed besides the CPF: keyed hashes, as the index keeps them. */
export type FiledUnder = { spellings: string[]; sounds: string[] }

/**
 * What people of Base B are found by besides their CPF, each under a key of its own derived from sistema2's one secret.
 * The database sees hashes only. A name is filed under every set of two or more of its words, so that a search is one
 * point of one index however common its words are, and no entry tells how often a single word stands in the base.
 */
export function createSearchKeys(secret: Redacted<string>) {
  const spelling = hashUnder(secret, 'base-b/blind-index/name-spelling')
  const sound = hashUnder(secret, 'base-b/blind-index/name-sound')
  const address = hashUnder(secret, 'base-b/blind-index/address')
  const spellingOf = (words: readonly Word[]) => spelling(words.map((word) => word.spelling).join('|'))
  const soundOf = (words: readonly Word[]) => sound(words.map((word) => word.sound).join('|'))

  return {
    filedName(name: NameKey): FiledUnder {
      const sets = setsOf(wordsOf(name))
      return { spellings: sets.map(spellingOf), sounds: sets.map(soundOf) }
    },
    /** An address is filed without its CEP and with it. */
    filedAddress: (parsed: ParsedAddress): string[] => addressIndexKeysOf(parsed).map(address),
    /** Who has every word of the name, spelt like this. */
    askedSpelling: (name: NameKey): string => spellingOf(wordsOf(name)),
    /** Who has every word of the name, however spelt. */
    askedSound: (name: NameKey): string => soundOf(wordsOf(name)),
    askedAddress: (parsed: ParsedAddress): string => address(addressKeyOf(parsed)),
  }
}

export type SearchKeys = ReturnType<typeof createSearchKeys>

type Word = { sound: string; spelling: string }

/** The words of a name, one for each sound, in the order of their sounds: LUIZ SOUZA and SOUSA LUIS are the same. */
function wordsOf(name: NameKey): Word[] {
  const sounds = phoneticKeyOf(name).split(' ')
  const words = new Map<string, string>()
  for (const [place, spelling] of name.split(' ').slice(0, MAX_WORDS).entries()) {
    const sound = sounds[place] ?? spelling
    if (!words.has(sound)) words.set(sound, spelling)
  }
  return [...words].map(([sound, spelling]) => ({ sound, spelling })).sort((a, b) => (a.sound < b.sound ? -1 : 1))
}

/** Every set of two or more words, in order; of a name that sounds like one word twice, that word. */
function setsOf(words: readonly Word[]): Word[][] {
  if (words.length === 1) return [[...words]]
  let sets: Word[][] = [[]]
  for (const word of words) sets = sets.flatMap((set) => [set, [...set, word]])
  return sets.filter((set) => set.length > 1)
}

function hashUnder(secret: Redacted<string>, purpose: string): (text: string) => string {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret.reveal(), '', purpose, KEY_BYTES)))
  return (text) => createHmac('sha256', key).update(text).digest('base64url').slice(0, HASH_CHARS)
}
