import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { DEBT_STATUSES } from '#lib/identifiers/debt-words.ts'
import { addDays, addYears, type CivilDate, civilDateOf } from '#lib/kernel/clock.ts'
import { findFile } from './operations/find-file.ts'
import { isVisible, lastVisibleDay } from './rules.ts'
import { type Bench, daysAgo, openBench } from './test-bench.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

describe('the rule in words and the rule in the database', () => {
  test('agree on the last visible day of every due date', async () => {
    const rows = await bench.sql<{ due: CivilDate; last: CivilDate }>(
      `SELECT d::date::text AS due, records.last_visible_day(d::date)::text AS last
       FROM generate_series('1999-12-25'::date, '2033-01-05'::date, interval '1 day') d`,
    )
    assert.ok(rows.length > 12_000)
    for (const { due, last } of rows) assert.equal(last, lastVisibleDay(due), due)
  })

  test('agree on every state, notice and listing', async () => {
    const today = '2025-03-10' as CivilDate
    for (const status of DEBT_STATUSES) {
      for (const dueOn of ['2020-03-09', '2020-03-10'] as CivilDate[]) {
        for (const noticeDeliveredOn of [null, '2020-04-20' as CivilDate]) {
          for (const listedOn of noticeDeliveredOn === null ? [null] : [null, '2020-05-10' as CivilDate]) {
            const [row] = await bench.sql<{ visible: boolean }>(
              'SELECT coalesce(records.is_visible($1, $2, $3, records.last_visible_day($4), $5), false) AS visible',
              [status, noticeDeliveredOn, listedOn, dueOn, today],
            )
            const listing = { status, dueOn, noticeDeliveredOn, listedOn }
            assert.equal(row?.visible, isVisible(listing, today), JSON.stringify(listing))
          }
        }
      }
    }
  })

  test('a file shows a debt shortly before its last day, and not shortly after', async () => {
    const today = civilDateOf(new Date())
    const lastDayToday = addYears(today, -5)
    const person = await bench.addPerson([
      { amount_cents: 1, due_on: addDays(lastDayToday, 2), created_on: addDays(lastDayToday, -60) },
      { amount_cents: 2, due_on: addDays(lastDayToday, -2), created_on: addDays(lastDayToday, -60) },
      { amount_cents: 4, due_on: daysAgo(30), created_on: daysAgo(90), status: 'vencida', listed_on: null },
    ])
    const { asking } = await bench.liveGrant(person.cpf)
    const { dividas } = await findFile(bench.context, asking, { cpf: person.cpf })
    assert.deepEqual([dividas.itens.map(({ valor }) => valor), dividas.total], [['0.01'], '0.01'])
  })

  test('the table refuses a listing before its notice, and a forged last day', async () => {
    await assert.rejects(bench.addPerson([{ notice_delivered_on: daysAgo(10) }]), /debt_notice_before_listing/)
    await assert.rejects(bench.addPerson([{ notice_delivered_on: null }]), /debt_notice_before_listing/)
    const person = await bench.addPerson([{}])
    await assert.rejects(
      bench.sql(`UPDATE records.debt SET visible_until = '2099-01-01' WHERE person_id = $1`, [person.id]),
      /debt_visible_until/,
    )
  })
})
