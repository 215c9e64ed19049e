import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseAddressText } from '#lib/identifiers/address-key.ts'
import { parseNameKey } from '#lib/identifiers/name-key.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createSearchKeys } from './search-keys.ts'

const keys = createSearchKeys(new Redacted('a-key-of-this-test-and-of-nothing-else'))
function nameOf(text: string) {
  const name = parseNameKey(text)
  assert.ok(name)
  return name
}
function addressOf(text: string) {
  const parse = parseAddressText(text)
  assert.ok(parse.kind === 'valid')
  return parse.address
}
const sounds = (pairs: readonly { sound: bigint }[]) => pairs.map(({ sound }) => sound)

describe('pairs of a name', () => {
  test('every two words are filed; a search asks for as many as name each word once, and they are among them', () => {
    const name = nameOf('Ana Lúcia da Silva Prado')
    const filed = keys.filedPairsOf(name)
    const asked = keys.askedPairsOf(name)
    assert.deepEqual([filed.length, asked.length], [6, 3])
    const all = new Set(sounds(filed))
    assert.ok(sounds(asked).every((sound) => all.has(sound)))
    assert.deepEqual([all.size, new Set(filed.map(({ spelling }) => spelling)).size], [6, 6])
  })

  test('order and spelling don’t change the sound; spelling is told apart', () => {
    const [one] = keys.askedPairsOf(nameOf('Luiz Souza'))
    const [same] = keys.askedPairsOf(nameOf('SOUZA luiz'))
    const [alike] = keys.askedPairsOf(nameOf('Luís de Sousa'))
    assert.deepEqual(one, same)
    assert.equal(one?.sound, alike?.sound)
    assert.notEqual(one?.spelling, alike?.spelling)
  })

  test('one word twice is a pair of its own', () => {
    assert.equal(keys.filedPairsOf(nameOf('Luiz Luís')).length, 1)
    assert.deepEqual(keys.askedPairsOf(nameOf('Luiz Luiz')), keys.filedPairsOf(nameOf('Luiz Luiz')))
  })

  test('an endless name is cut off, filed and asked alike', () => {
    const name = nameOf(
      Array.from({ length: 30 }, (_, place) => 'BCDFGHJLMN'.charAt(place % 10).padEnd(2 + (place % 3), 'AO')).join(' '),
    )
    const filed = new Set(sounds(keys.filedPairsOf(name)))
    assert.ok(filed.size <= 66)
    assert.ok(sounds(keys.askedPairsOf(name)).every((sound) => filed.has(sound)))
  })
})

describe('an address', () => {
  test('is found with its CEP and without, and not with another', () => {
    const filed = keys.filedAddressOf(addressOf('Rua das Acácias, 120, 50010-120'))
    assert.deepEqual(keys.askedAddressOf(addressOf('R. Acacias, 0120')), { index: filed.open, withCep: false })
    assert.deepEqual(keys.askedAddressOf(addressOf('rua das acácias, 120, 50010120')), {
      index: filed.withCep,
      withCep: true,
    })
    assert.notDeepEqual(keys.askedAddressOf(addressOf('Rua das Acácias, 120, 50010121')).index, filed.withCep)
  })
})

test('another key gives other hashes: without it nothing can be tried out', () => {
  const others = createSearchKeys(new Redacted('another-key-of-this-test-and-of-nothing-else'))
  const name = nameOf('Ana Prado')
  assert.notDeepEqual(keys.askedPairsOf(name), others.askedPairsOf(name))
  const address = addressOf('Rua das Acácias, 120')
  assert.notDeepEqual(keys.askedAddressOf(address), others.askedAddressOf(address))
})
