import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AppError } from '#lib/kernel/app-error.ts'
import { addDays, addYears, type CivilDate, civilDateOf } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { addMandate, consent, portfolioOf, summaryCall } from '../mandate-test-bench.ts'
import { again, type Bench, daysAgo, openBench, type TestDebt } from '../test-bench.ts'
import { rankDebtors } from './rank-debtors.ts'
import { summarizeDebts } from './summarize-debts.ts'
import { summarizeMany } from './summarize-many.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const _refusedAs = (code: AppError['code']) => (error: AppError) => error.code === code
describe('sums of a portfolio stay true', () => {
  /** As if São Paulo's midnight had passed once: every date of the person's debts, and of what is kept of them, a day earlier. */
  async function passMidnight(person: { id: string; subject: Buffer }) {
    await bench.session('superuser', async (run) => {
      await run('SET session_replication_role = replica')
      await run(
        'UPDATE records.debt SET due_on = due_on - 1, visible_until = records.last_visible_day(due_on - 1) WHERE person_id = $1',
        [person.id],
      )
      await run('UPDATE records.portfolio_person SET stale_on = stale_on - 1 WHERE subject_index = $1', [
        person.subject,
      ])
    })
  }

  test('law: a debt leaves the ranking on the day after its five years, with nobody touching it', async () => {
    const last = addYears(civilDateOf(new Date()), -5)
    const { institution, names, rank } = await portfolioOf(bench, { beto: [50] })
    const ana = await bench.addPerson([
      { amount_cents: 10_000, due_on: last, created_on: addDays(last, -30) },
      { amount_cents: 100 },
    ])
    await consent(bench, institution, ana.cpf, 'ana')
    assert.equal(await names({ ordem: '-divida_total' }), 'ana beto')
    await passMidnight(ana)
    assert.equal(await names({ ordem: '-divida_total' }), 'beto ana')
    const [, second] = (await rank({ ordem: '-divida_total' })).itens
    assert.equal(second?.situacao === 'permitido' && second.total, '1.00')
    assert.equal(await bench.context.files.refreshStaleSums(), 0)
  })

  test('the sweep finds by itself what has expired', async () => {
    const last = addYears(civilDateOf(new Date()), -5)
    const { institution } = await portfolioOf(bench, {})
    const ana = await bench.addPerson([{ due_on: last, created_on: addDays(last, -30) }])
    await consent(bench, institution, ana.cpf, 'ana')
    await passMidnight(ana)
    assert.ok((await bench.context.files.refreshStaleSums()) >= 1)
    const [row] = await bench.sql('SELECT debts, stale_on FROM records.portfolio_person WHERE subject_index = $1', [
      ana.subject,
    ])
    assert.deepEqual(row, { debts: 0, stale_on: null })
  })

  test('whatever changes a debt changes the sums with it: loaded, paid, taken out', async () => {
    const { found, names } = await portfolioOf(bench, { ana: [100], beto: [50] })
    const { ana } = found
    assert.ok(ana)
    await bench.sql(`UPDATE records.debt SET status = 'quitada' WHERE person_id = $1`, [ana.id])
    assert.equal(await names({ ordem: '-divida_total' }), 'beto ana')
    await bench.reload(ana, {}, [{ amount_cents: 7_000 }])
    assert.equal(await names({ ordem: '-divida_total' }), 'ana beto')
    await bench.sql('DELETE FROM records.debt WHERE person_id = $1', [ana.id])
    assert.equal(await names({ ordem: '-divida_total' }), 'beto ana')
  })

  test('agree with the summary of each person, whatever their debts', async () => {
    const institution = randomId('institution')
    await addMandate(bench, institution)
    const statuses = ['negativada', 'contestada', 'avisado', 'quitada', 'suspensa_por_ordem_judicial'] as const
    const cpfs: string[] = []
    for (let n = 0; n < 12; n++) {
      const debts: Partial<TestDebt>[] = Array.from({ length: n % 5 }, (_, place) => ({
        status: statuses[(n + place) % statuses.length] ?? 'negativada',
        amount_cents: 1_000 * (place + n),
        due_on: daysAgo(200 + 400 * place) as CivilDate,
        ...((n + place) % 5 === 2 ? { listed_on: null } : {}),
      }))
      const { cpf } = await bench.addPerson(debts)
      await consent(bench, institution, cpf, cpf)
      cpfs.push(cpf)
    }
    const call = summaryCall(institution)
    const ranked = await rankDebtors(bench.context, call, { ordem: '-divida_total', limite: 100 })
    const many = await summarizeMany(bench.context, again(call), { cpfs })
    assert.ok(ranked.situacao === 'permitido' && many.situacao === 'permitido')
    assert.deepEqual(
      many.itens.map(({ cpf }) => cpf),
      cpfs,
    )
    const totals = new Map(many.itens.map((item) => [item.cpf, item.situacao === 'permitido' ? item.total : '']))
    for (const item of ranked.itens) {
      assert.ok(item.situacao === 'permitido')
      assert.equal(item.total, totals.get(item.referencia as never))
      const one = await summarizeDebts(bench.context, again(call), { cpf: item.referencia })
      assert.equal(one.situacao === 'permitido' && one.total, item.total)
    }
    const cents = ranked.itens.map((item) => (item.situacao === 'permitido' ? Number(item.total) : -1))
    assert.deepEqual(
      cents,
      cents.toSorted((a, b) => b - a),
    )
  })
})
