import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCivilDate } from '#lib/kernel/clock.ts'
import { DEMO_PEOPLE, DEMO_SEED, DEMO_SIZE } from './demo.ts'
import { createPopulation } from './population.ts'
import { hasPaid, TRUE_COEFFICIENTS, trueFeaturesOf, trueLogOddsOf } from './truth.ts'

const today = parseCivilDate('2026-11-26')
assert.ok(today)
const population = createPopulation({ seed: DEMO_SEED, size: DEMO_SIZE, today })
const outcomes = [...population].flatMap((person) => {
  const logOdds = trueLogOddsOf(person, population.today)
  return logOdds === null ? [] : [{ logOdds, paid: hasPaid(population, person.index) }]
})

test('thin files have no features, no odds and no outcome', () => {
  const thin = population.person(DEMO_PEOPLE.noScore)
  assert.equal(trueFeaturesOf(thin, population.today), null)
  assert.equal(trueLogOddsOf(thin, population.today), null)
  assert.equal(hasPaid(population, DEMO_PEOPLE.noScore), null)
})

test('the odds are the formula of the model note', () => {
  const person = population.person(DEMO_PEOPLE.indebted)
  const features = trueFeaturesOf(person, population.today)
  assert.ok(features)
  // Listed and not past: five `negativada` less the expired one, and one `contestada`.
  assert.equal(features.listedDebts, 5)
  const byHand =
    1.6 -
    0.45 * features.listedDebts -
    0.35 * features.listedOverIncome -
    0.1 * features.inquiries90Days +
    6 * features.onTimeAbove90 +
    0.006 * features.monthsOfHistory +
    0.008 * features.stabilityMonths +
    0.15 * features.assetsOverIncome +
    0.012 * features.yearsAbove18
  assert.ok(Math.abs((trueLogOddsOf(person, population.today) ?? 0) - byHand) < 1e-9)
})

test('outcomes follow the odds in every tenth of the people', () => {
  const ordered = [...outcomes].sort((one, other) => one.logOdds - other.logOdds)
  const tenth = Math.floor(ordered.length / 10)
  for (let part = 0; part < 10; part++) {
    const people = ordered.slice(part * tenth, (part + 1) * tenth)
    const expected = people.reduce((sum, { logOdds }) => sum + 1 / (1 + Math.exp(-logOdds)), 0) / tenth
    const paid = people.filter((person) => person.paid).length / tenth
    // Four standard errors of a share.
    const margin = 4 * Math.sqrt((expected * (1 - expected)) / tenth) + 0.002
    assert.ok(Math.abs(paid - expected) <= margin, `tenth ${part}: ${paid} against ${expected}`)
  }
})

test('the odds spread over the whole scale of a score', () => {
  const scores = outcomes.map(({ logOdds }) => 354.25 + 115.416 * logOdds).sort((one, other) => one - other)
  const at = (share: number) => scores[Math.floor(share * scores.length)] ?? 0
  assert.ok(at(0.01) < 300, String(at(0.01)))
  assert.ok(at(0.5) > 500 && at(0.5) < 900, String(at(0.5)))
})

test('every coefficient has the sign that the law and common sense allow', () => {
  for (const bad of ['listedDebts', 'listedOverIncome', 'inquiries90Days'] as const)
    assert.ok(TRUE_COEFFICIENTS[bad] < 0)
  for (const good of [
    'onTimeAbove90',
    'monthsOfHistory',
    'stabilityMonths',
    'assetsOverIncome',
    'yearsAbove18',
  ] as const) {
    assert.ok(TRUE_COEFFICIENTS[good] > 0)
  }
})
