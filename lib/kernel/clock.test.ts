import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  addYears,
  type CivilDate,
  civilDateOf,
  daysBetween,
  parseCivilDate,
  systemClock,
  yearsBetween,
} from './clock.ts'

function civil(text: string): CivilDate {
  const date = parseCivilDate(text)
  assert.ok(date, text)
  return date
}

const anyDate = fc
  .integer({ min: Date.UTC(1900, 0, 1) / 86_400_000, max: Date.UTC(2200, 0, 1) / 86_400_000 })
  .map((day) => civil(new Date(day * 86_400_000).toISOString().slice(0, 10)))

for (const good of ['2024-02-29', '2000-02-29', '2026-12-31']) {
  test(`${good} exists`, () => assert.equal(parseCivilDate(good), good))
}

for (const bad of [
  '2026-02-29',
  '1900-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-1-1',
  '26-01-01',
  '2026-01-01T00:00:00Z',
  '',
  ' 2026-01-01',
  '+002026-01-01',
]) {
  test(`${JSON.stringify(bad)} is no day`, () => assert.equal(parseCivilDate(bad), null))
}

test('parsing never throws, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789-') })),
      (text) => void parseCivilDate(text),
    ),
  )
})

test('an instant falls on the day it is in São Paulo', () => {
  assert.equal(civilDateOf(new Date('2026-03-11T02:59:59.999Z')), '2026-03-10')
  assert.equal(civilDateOf(new Date('2026-03-11T03:00:00.000Z')), '2026-03-11')
  assert.equal(civilDateOf(new Date('2026-01-01T01:00:00.000Z')), '2025-12-31')
})

test('five years from a due date: the last days that the law counts', () => {
  assert.equal(addYears(civil('2020-03-10'), 5), '2025-03-10')
  assert.equal(addYears(civil('2020-02-29'), 5), '2025-03-01')
  assert.equal(addYears(civil('2020-02-29'), 4), '2024-02-29')
})

test('days add up over month, year and leap day', () => {
  assert.equal(addDays(civil('2024-02-28'), 1), '2024-02-29')
  assert.equal(addDays(civil('2025-02-28'), 1), '2025-03-01')
  assert.equal(addDays(civil('2026-01-01'), -1), '2025-12-31')
  fc.assert(
    fc.property(anyDate, fc.integer({ min: -40_000, max: 40_000 }), (date, days) => {
      assert.equal(daysBetween(date, addDays(date, days)), days)
      assert.equal(addDays(addDays(date, days), -days), date)
    }),
  )
})

test('an age grows on the birthday, and on 1 March for who was born on 29 February', () => {
  assert.equal(yearsBetween(civil('1990-05-10'), civil('2026-05-09')), 35)
  assert.equal(yearsBetween(civil('1990-05-10'), civil('2026-05-10')), 36)
  assert.equal(yearsBetween(civil('2004-02-29'), civil('2022-02-28')), 17)
  assert.equal(yearsBetween(civil('2004-02-29'), civil('2022-03-01')), 18)
  fc.assert(
    fc.property(anyDate, fc.integer({ min: 0, max: 120 }), (date, years) => {
      assert.equal(yearsBetween(date, addYears(date, years)), years)
    }),
  )
})

test('the system clock tells the time', () => {
  assert.ok(Math.abs(systemClock.now().getTime() - Date.now()) < 5_000)
})
