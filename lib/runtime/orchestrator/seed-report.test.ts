import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSeedReport } from './seed-report.ts'

function reporting(size: number, found = { score: 0, movements: 0 }) {
  const said: string[] = []
  let at = 0
  const report = createSeedReport(
    size,
    found,
    (note) => said.push(note),
    () => at,
  )
  return {
    tell(store: Parameters<typeof report>[0], done: number, seconds: number) {
      at = seconds * 1_000
      report(store)(done)
      return said.at(-1)
    },
  }
}

test('a load says how much is done, at what pace, and what is left', () => {
  const { tell } = reporting(1_000_000)
  assert.equal(tell('Base A', 1_000, 1), '░░░░░░░░░░░░░░░░░░░░ 0 % · Base A')
  // A fifth of the work is Base A: half of it took 100 s, so nine times as much is left.
  assert.equal(
    tell('Base A', 500_000, 100),
    '██░░░░░░░░░░░░░░░░░░ 10 % · Base A · 5.000 pessoas/s · faltam 15 min 00 s',
  )
  assert.equal(tell('Base B', 500, 200), '████░░░░░░░░░░░░░░░░ 20 % · Base B · faltam 13 min 20 s')
  assert.equal(tell('Base C', 1_000_000, 900), '████████████████████ 100 % · Base C')
})

test('what an interrupted load had done already is no part of the pace', () => {
  const { tell } = reporting(1_000, { score: 1_000, movements: 500 })
  tell('Base A', 0, 0)
  assert.equal(tell('Base A', 1_000, 10), '██████████████░░░░░░ 70 % · Base A · 100 pessoas/s · faltam 15,0 s')
})
