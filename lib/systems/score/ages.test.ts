import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, type CivilDate, yearsBetween } from '#lib/kernel/clock.ts'
import { birthsOf } from './ages.ts'

test('who is in a span of births is of an age in the span of ages, and nobody else, on leap days too', () => {
  for (const today of ['2024-02-28', '2024-02-29', '2024-03-01', '2025-02-28', '2025-03-01', '2026-12-31']) {
    const { bornFrom, bornTo } = birthsOf({ from: 20, to: 22 }, today as CivilDate)
    assert.ok(bornFrom !== null && bornTo !== null)
    for (let birth = '2000-01-01' as CivilDate; birth < '2008-01-01'; birth = addDays(birth, 1)) {
      const age = yearsBetween(birth, today as CivilDate)
      assert.equal(bornFrom <= birth && birth <= bornTo, age >= 20 && age <= 22, `${birth} on ${today}`)
    }
  }
})

test('an open end stays open', () => {
  assert.deepEqual(birthsOf({}, '2026-07-01' as CivilDate), { bornFrom: null, bornTo: null })
})
