import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { addressIndexKeysOf, addressKeyOf, type ParsedAddress } from '#lib/identifiers/address-key.ts'
import { type NameKey, phoneticKeyOf } from '#lib/identifiers/name-key.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

/** Two words of a name: how they sound together, and how they are spelt. Keyed hashes, as the index keeps them. */
export type NamePair = { sound: bigint; spelling: number }

const KEY_BYTES = 32
const ADDRESS_BYTES = 16
/** Words of one name that count, in their order. Nobody's has more, and the pairs grow with the square. */
const MAX_WORDS = 12

/**
 * What people are found by besides their CPF, each under a key of its own derived from sistema1's one secret. The
 * database sees hashes only: an address as one, a name as the pairs of its words. Pairs and not single words, so that a
 * search is one scan however common its words are, and so that an index tells less by how often an entry stands in it.
 */
export function createSearchKeys(secret: Redacted<string>) {
  const soundKey = derive(secret, 'base-a/blind-index/name-sound')
  const spellingKey = derive(secret, 'base-a/blind-index/name-spelling')
  const addressKey = derive(secret, 'base-a/blind-index/address')

  function pairOf(first: Word, second: Word): NamePair {
    return {
      sound: mac(soundKey, `${first.sound}|${second.sound}`).readBigInt64BE(),
      spelling: mac(spellingKey, `${first.spelling}|${second.spelling}`).readInt32BE(),
    }
  }
  const addressHash = (key: string) => mac(addressKey, key).subarray(0, ADDRESS_BYTES)

  return {
    /** Every pair of a name's words: what a person is filed under. */
    filedPairsOf(name: NameKey): NamePair[] {
      const words = wordsOf(name)
      const [only] = words
      if (only && words.length === 1) return [pairOf(only, only)]
      return words.flatMap((first, place) => words.slice(place + 1).map((second) => pairOf(first, second)))
    },
    /** As many pairs as it takes to name every word once: who has them all has all the words. */
    askedPairsOf(name: NameKey): NamePair[] {
      const words = wordsOf(name)
      const [only] = words
      if (only && words.length === 1) return [pairOf(only, only)]
      return words.slice(1).flatMap((second, place) => {
        const first = words[place]
        return first === undefined ? [] : [pairOf(first, second)]
      })
    },
    /** An address is filed without its CEP and with it. */
    filedAddressOf(address: ParsedAddress): { open: Buffer; withCep: Buffer | null } {
      const [open = '', withCep] = addressIndexKeysOf(address)
      return { open: addressHash(open), withCep: withCep === undefined ? null : addressHash(withCep) }
    },
    askedAddressOf(address: ParsedAddress): { index: Buffer; withCep: boolean } {
      return { index: addressHash(addressKeyOf(address)), withCep: address.cep !== null }
    },
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

function mac(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function derive(secret: Redacted<string>, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret.reveal(), '', purpose, KEY_BYTES)))
}
