import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCivilDate } from '#lib/kernel/clock.ts'
import { spanOfDay } from './day-span.ts'

function isoSpan(text: string): string[] {
  const day = parseCivilDate(text)
  assert.ok(day)
  const { from, until } = spanOfDay(day)
  return [from.toISOString(), until.toISOString()]
}

test('a day is São Paulo’s, from midnight to midnight', () => {
  assert.deepEqual(isoSpan('2026-11-26'), ['2026-11-26T03:00:00.000Z', '2026-11-27T03:00:00.000Z'])
  assert.deepEqual(isoSpan('2024-02-29'), ['2024-02-29T03:00:00.000Z', '2024-03-01T03:00:00.000Z'])
})

test('days of the summers in which clocks went forward are told from their own midnight', () => {
  assert.deepEqual(isoSpan('2019-01-15'), ['2019-01-15T02:00:00.000Z', '2019-01-16T02:00:00.000Z'])
  assert.deepEqual(isoSpan('2018-11-04'), ['2018-11-04T03:00:00.000Z', '2018-11-05T02:00:00.000Z'])
  assert.deepEqual(isoSpan('2019-02-16'), ['2019-02-16T02:00:00.000Z', '2019-02-17T03:00:00.000Z'])
})

test('the first and last days that can be written have a span too', () => {
  for (const day of ['0001-01-01', '9999-12-31']) {
    const [from = '', until = ''] = isoSpan(day)
    assert.ok(new Date(from) < new Date(until), day)
  }
})
