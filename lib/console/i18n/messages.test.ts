import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

type Tree = { [key: string]: string | Tree }

function read(locale: string): Map<string, string> {
  const text = readFileSync(new URL(`../../../messages/${locale}.json`, import.meta.url), 'utf8')
  return new Map(flatten(JSON.parse(text)))
}

function flatten(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : flatten(value, `${path}${key}.`),
  )
}

/** The names that a message takes: those of its outermost braces, not the words inside its plural branches. */
function placeholders(message: string): string[] {
  const names = new Set<string>()
  let depth = 0
  for (const [place, character] of [...message].entries()) {
    if (character === '{' && depth++ === 0) names.add(/^\w+/.exec(message.slice(place + 1))?.[0] ?? '')
    if (character === '}') depth--
  }
  return [...names].sort()
}

const portuguese = read('pt-BR')
const english = read('en')

test('both languages have the same messages', () => {
  assert.deepEqual([...english.keys()].sort(), [...portuguese.keys()].sort())
})

test('each message takes the same values in both languages', () => {
  for (const [key, message] of portuguese) {
    assert.deepEqual(placeholders(english.get(key) ?? ''), placeholders(message), key)
  }
})

test('no message is empty', () => {
  for (const [key, message] of [...portuguese, ...english]) assert.notEqual(message.trim(), '', key)
})
