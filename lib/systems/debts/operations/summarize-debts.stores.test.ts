import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AppError } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { askerOf } from '../context.ts'
import { addMandate, approveMandate, summaryCall } from '../mandate-test-bench.ts'
import { askerValue } from '../sql-values.ts'
import { again, type Bench, callAs, daysAgo, openBench, randomCpf } from '../test-bench.ts'
import { summarizeDebts } from './summarize-debts.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const refusedAs = (code: AppError['code']) => (error: AppError) => error.code === code

describe('summarize-debts', () => {
  test('sums what is visible, keeps the snapshot under its inquiry, and stands in the ledger', async () => {
    const institution = randomId('institution')
    const mandate = await addMandate(bench, institution)
    const person = await bench.addPerson([
      { amount_cents: 100_000, due_on: daysAgo(700) },
      { amount_cents: 250_050, status: 'contestada', due_on: daysAgo(400) },
      { amount_cents: 9_999_999, status: 'suspensa_por_ordem_judicial' },
      { amount_cents: 9_999_999, status: 'negativada', due_on: daysAgo(6 * 366), created_on: daysAgo(6 * 366 + 30) },
      { amount_cents: 9_999_999, status: 'quitada', removed_on: daysAgo(40) },
      { amount_cents: 9_999_999, status: 'vencida', notice_sent_on: null, notice_delivered_on: null, listed_on: null },
    ])
    const call = summaryCall(institution)
    const answer = await summarizeDebts(bench.context, call, { cpf: person.cpf })
    const [row] = await bench.ledger(person)
    assert.deepEqual(answer, {
      situacao: 'permitido',
      instantaneo: row?.id,
      quantidade: 2,
      total: '3500.50',
      maior: '2500.50',
      mais_antiga: daysAgo(700),
      ultima_baixa: daysAgo(40),
      atualizado_em: answer.situacao === 'permitido' ? answer.atualizado_em : '',
    })
    assert.deepEqual([row?.event, row?.opened, row?.outcome], ['debts.summarized', true, 'concluida'])
    const [snapshot] = await bench.sql<{ debts: number; total_cents: string }>(
      'SELECT debts, total_cents FROM control.debt_snapshot WHERE inquiry_id = $1',
      [row?.id],
    )
    assert.deepEqual([snapshot?.debts, snapshot?.total_cents], [2, '350050'])
    const [inquiry] = await bench.sql<{ mandate_id: string }>('SELECT mandate_id FROM control.inquiry WHERE id = $1', [
      row?.id,
    ])
    assert.equal(inquiry?.mandate_id, mandate.id)
  })

  test('an unknown person and a closed file have none', async () => {
    const institution = randomId('institution')
    await addMandate(bench, institution)
    const closed = await bench.addPerson([{}], 'closed')
    for (const cpf of [randomCpf(), closed.cpf]) {
      const answer = await summarizeDebts(bench.context, summaryCall(institution), { cpf })
      assert.ok(answer.situacao === 'permitido')
      assert.deepEqual([answer.quantidade, answer.total, answer.maior, answer.mais_antiga], [0, '0.00', '0.00', null])
    }
  })

  test('a removal is forgotten with the listing’s own five years', async () => {
    const institution = randomId('institution')
    await addMandate(bench, institution)
    const person = await bench.addPerson([
      { status: 'quitada', removed_on: daysAgo(300), due_on: daysAgo(6 * 366), created_on: daysAgo(6 * 366 + 30) },
    ])
    const answer = await summarizeDebts(bench.context, summaryCall(institution), { cpf: person.cpf })
    assert.ok(answer.situacao === 'permitido')
    assert.equal(answer.ultima_baixa, null)
  })

  test('without a live mandate of the asker’s own institution: denied, on record', async () => {
    const person = await bench.addPerson([{}])
    await addMandate(bench, randomId('institution'))
    const half = randomId('institution')
    await addMandate(bench, half, { approvals: 1 })
    const ended = randomId('institution')
    const { id } = await addMandate(bench, ended)
    await bench.sql('UPDATE control.mandate SET ended_at = now() WHERE id = $1', [id])
    for (const institution of [randomId('institution'), half, ended]) {
      assert.deepEqual(await summarizeDebts(bench.context, summaryCall(institution), { cpf: person.cpf }), {
        situacao: 'negado',
      })
    }
    assert.deepEqual(
      (await bench.ledger(person)).map(({ opened, code }) => [opened, code]),
      Array.from({ length: 3 }, () => [false, 'mandato_ausente']),
    )
  })

  test('counts people a day, each once, and denies one too many without counting them', async () => {
    const institution = randomId('institution')
    await addMandate(bench, institution, { peoplePerDay: 2 })
    const cpfs = [randomCpf(), randomCpf(), randomCpf()]
    const ask = async (cpf: string | undefined) =>
      (await summarizeDebts(bench.context, summaryCall(institution), { cpf })).situacao
    assert.deepEqual(
      [await ask(cpfs[0]), await ask(cpfs[0]), await ask(cpfs[1]), await ask(cpfs[2]), await ask(cpfs[1])],
      ['permitido', 'permitido', 'permitido', 'negado', 'permitido'],
    )
  })

  test('at once, no more people than the mandate’s day', async () => {
    const institution = randomId('institution')
    await addMandate(bench, institution, { peoplePerDay: 5 })
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => summarizeDebts(bench.context, summaryCall(institution), { cpf: randomCpf() })),
    )
    assert.equal(answers.filter(({ situacao }) => situacao === 'permitido').length, 5)
  })

  test('no permission, bad input', async () => {
    const call = callAs('analyst', randomId('institution'), { permissions: ['sistema1:consultar'] })
    await assert.rejects(summarizeDebts(bench.context, call, { cpf: randomCpf() }), refusedAs('escopo_insuficiente'))
    const asker = summaryCall(randomId('institution'))
    await assert.rejects(summarizeDebts(bench.context, asker, { cpf: '1' }), refusedAs('cpf_tamanho'))
    await assert.rejects(summarizeDebts(bench.context, asker, { cpf: '1', cpfs: [] }), refusedAs('cpf_tamanho'))
  })

  test('is an inquiry that the file’s next reader is told of, unless it belongs to the same request', async () => {
    const { findFile } = await import('./find-file.ts')
    const person = await bench.addPerson()
    const { asking, institution } = await bench.liveGrant(person.cpf)
    await addMandate(bench, institution)
    const together = { ...summaryCall(institution), requestId: asking.requestId }
    await summarizeDebts(bench.context, together, { cpf: person.cpf })
    assert.equal((await findFile(bench.context, asking, { cpf: person.cpf })).ultima_consulta, null)
    const later = summaryCall(institution)
    await summarizeDebts(bench.context, later, { cpf: person.cpf })
    const file = await findFile(bench.context, again(asking), { cpf: person.cpf })
    assert.equal(file.ultima_consulta?.usuario, later.actor.label)
  })
})

describe('mandates', () => {
  test('need two approvals of two people, neither of them the requester', async () => {
    const institution = randomId('institution')
    const requester = callAs('approver', institution)
    const first = callAs('approver', institution)
    const id = randomId('mandate')
    const { client } = bench.grants
    const approve = (call: typeof first) => approveMandate(bench, call, id)
    await client.$executeRaw`
      SELECT control.request_mandate(${askerValue(askerOf(requester, randomId))}, ${id}, 'Somas de dívidas para o score', 90, 10)`
    assert.equal(await approve(requester), 'conflict')
    assert.equal(await approve(first), 'done')
    assert.equal(await approve(first), 'conflict')
    assert.equal(await approve(callAs('approver', randomId('institution'))), 'missing')
    const [pending] = await client.$queryRaw<{ id: string | null }[]>`SELECT control.live_mandate(${institution}) AS id`
    assert.equal(pending?.id, null)
    assert.equal(await approve(callAs('approver', institution)), 'done')
    const [live] = await client.$queryRaw<{ id: string | null }[]>`SELECT control.live_mandate(${institution}) AS id`
    assert.equal(live?.id, id)
  })
})
