import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AppError } from '#lib/kernel/app-error.ts'
import { addDays, addYears, civilDateOf } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { askerOf } from '../context.ts'
import { DEBT_ORDERS, type DebtFile } from '../schemas.ts'
import { again, BEGIN_ACCESS, type Bench, beginAccessValues, daysAgo, openBench, type TestDebt } from '../test-bench.ts'
import { findFile } from './find-file.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const refusedAs = (code: AppError['code']) => (error: AppError) => error.code === code

/** Four debts that may be shown, of different values, dates and states, in the order of their making. */
const SHOWN = [
  { amount_cents: 30_000, created_on: daysAgo(400), due_on: daysAgo(300), status: 'contestada' },
  { amount_cents: 10_000, created_on: daysAgo(390), due_on: daysAgo(310), status: 'negativada' },
  { amount_cents: 40_000, created_on: daysAgo(380), due_on: daysAgo(290), status: 'negativada' },
  { amount_cents: 20_000, created_on: daysAgo(370), due_on: daysAgo(320), status: 'contestada' },
] as const satisfies Partial<TestDebt>[]

async function opened(debts: readonly Partial<TestDebt>[]) {
  const person = await bench.addPerson(debts)
  const grant = await bench.liveGrant(person.cpf, { usos: 100 })
  const ask = (filters: object): Promise<DebtFile> =>
    findFile(bench.context, again(grant.asking), { cpf: person.cpf, ...filters })
  const values = async (filters: object) => (await ask(filters)).dividas.itens.map(({ valor }) => valor)
  return { person, grant, ask, values }
}

describe('the law comes before any filter', () => {
  test('CDC 43 §1: a debt of more than five years is shown by no filter, order or page', async () => {
    const today = civilDateOf(new Date())
    const last = addYears(today, -5)
    const { values, ask } = await opened([
      { amount_cents: 100, due_on: last, created_on: addDays(last, -30) },
      { amount_cents: 999, due_on: addDays(last, -1), created_on: addDays(last, -30) },
    ])
    const filters: object[] = [
      {},
      { divida_de: '1990-01-01' },
      { vencimento_de: '1990-01-01', vencimento_ate: last },
      { vencimento_ate: addDays(last, -1) },
      { situacao: 'negativada' },
      ...DEBT_ORDERS.map((ordem) => ({ ordem, limite: 1 })),
    ]
    for (const filter of filters) {
      assert.ok(!(await values(filter)).includes('9.99'), JSON.stringify(filter))
      assert.ok(['1.00', '0.00'].includes((await ask(filter)).dividas.total), JSON.stringify(filter))
    }
    assert.deepEqual(await values({ vencimento_de: last }), ['1.00'], 'on its very last day it is shown')
  })

  test('CDC 43 §2: without a delivered notice and a listing no filter shows it, not even by its state', async () => {
    const unlisted = { notice_delivered_on: null, listed_on: null }
    const { values, ask } = await opened([
      { status: 'aviso_enviado', ...unlisted },
      { status: 'avisado', listed_on: null },
      { status: 'vencida', notice_sent_on: null, ...unlisted },
      { status: 'a_vencer', notice_sent_on: null, ...unlisted },
      { status: 'contestada', ...unlisted },
      { status: 'suspensa_por_ordem_judicial' },
      { status: 'quitada', removed_on: daysAgo(3) },
    ])
    for (const situacao of [
      'aviso_enviado',
      'avisado',
      'vencida',
      'a_vencer',
      'contestada',
      'quitada',
      'excluida',
    ] as const) {
      assert.deepEqual(await values({ situacao }), [], situacao)
      assert.equal((await ask({ situacao })).dividas.total, '0.00')
    }
    assert.deepEqual(await values({ situacao: 'suspensa_por_ordem_judicial' }), [])
  })
})

describe('filters and orders of debts', () => {
  test('each takes its own part, both ends of a range included, and the total is of that part', async () => {
    const { ask } = await opened(SHOWN)
    const expected: [object, string[], string][] = [
      [{}, ['200.00', '400.00', '100.00', '300.00'], '1000.00'],
      [{ divida_de: daysAgo(390), divida_ate: daysAgo(380) }, ['400.00', '100.00'], '500.00'],
      [{ divida_ate: daysAgo(391) }, ['300.00'], '300.00'],
      [{ vencimento_de: daysAgo(300) }, ['400.00', '300.00'], '700.00'],
      [{ vencimento_de: daysAgo(310), vencimento_ate: daysAgo(310) }, ['100.00'], '100.00'],
      [{ situacao: 'contestada' }, ['200.00', '300.00'], '500.00'],
      [{ situacao: 'contestada', divida_de: daysAgo(375) }, ['200.00'], '200.00'],
      [{ divida_de: daysAgo(10) }, [], '0.00'],
    ]
    for (const [filters, valores, total] of expected) {
      const { dividas } = await ask(filters)
      assert.deepEqual(
        [dividas.itens.map(({ valor }) => valor), dividas.total],
        [valores, total],
        JSON.stringify(filters),
      )
    }
    const orders: Record<(typeof DEBT_ORDERS)[number], string> = {
      valor: '1 2 3 4',
      '-valor': '4 3 2 1',
      criada_em: '3 1 4 2',
      '-criada_em': '2 4 1 3',
      vencimento: '2 1 3 4',
      '-vencimento': '4 3 1 2',
    }
    for (const ordem of DEBT_ORDERS) {
      const { dividas } = await ask({ ordem })
      assert.equal(dividas.itens.map(({ valor }) => valor[0]).join(' '), orders[ordem], ordem)
    }
  })

  test('pages are complete and without doubles in every order, while debts come and go', async () => {
    for (const ordem of DEBT_ORDERS) {
      const debts = Array.from({ length: 9 }, (_, place) => ({
        // Threes that are alike in whatever is ordered by.
        amount_cents: 1_000 + Math.floor(place / 3),
        created_on: daysAgo(400 - Math.floor(place / 3)),
        due_on: daysAgo(300 - Math.floor(place / 3)),
        creditor: `Loja ${place}`,
      }))
      const { person, ask } = await opened(debts)
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page: DebtFile = await ask({ ordem, limite: 2, ...(cursor === null ? {} : { cursor }) })
        seen.push(...page.dividas.itens.map(({ credor }) => credor))
        cursor = page.dividas.proximo
        const gone = seen.length > 4 ? '' : seen[0]
        await bench.sql('DELETE FROM records.debt WHERE person_id = $1 AND creditor = $2', [person.id, gone])
      } while (cursor !== null)
      assert.deepEqual(seen.toSorted(), debts.map(({ creditor }) => creditor).toSorted(), ordem)
    }
  })

  test('a cursor belongs to one caller, person, order and set of filters', async () => {
    const { ask, person } = await opened(SHOWN)
    const page = await ask({ limite: 1, ordem: 'valor', situacao: 'contestada' })
    const cursor = page.dividas.proximo ?? ''
    const own = await ask({ limite: 3, ordem: 'valor', situacao: 'contestada', cursor })
    assert.deepEqual(
      own.dividas.itens.map(({ valor }) => valor),
      ['300.00'],
    )
    const moved = [
      { ordem: 'valor' },
      { ordem: '-valor', situacao: 'contestada' },
      { ordem: 'valor', situacao: 'negativada' },
      { ordem: 'valor', situacao: 'contestada', divida_de: daysAgo(500) },
    ]
    for (const filters of moved) await assert.rejects(ask({ ...filters, cursor }), refusedAs('cursor_invalido'))
    const other = await opened(SHOWN)
    await assert.rejects(other.ask({ ordem: 'valor', situacao: 'contestada', cursor }), refusedAs('cursor_invalido'))
    const colleague = await bench.liveGrant(person.cpf)
    const lent = { cpf: person.cpf, ordem: 'valor', situacao: 'contestada', cursor }
    await assert.rejects(findFile(bench.context, colleague.asking, lent), refusedAs('cursor_invalido'))
  })

  test('bad input, row by row, spends no use and leaves no record', async () => {
    const { ask, person, grant } = await opened(SHOWN)
    const rows: [object, AppError['code']][] = [
      [{ divida_de: '2025-02-01', divida_ate: '2025-01-01' }, 'intervalo_de_datas'],
      [{ vencimento_de: '2025-02-01', vencimento_ate: '2025-01-31' }, 'intervalo_de_datas'],
      [{ divida_de: '2025-02-30' }, 'intervalo_de_datas'],
      [{ divida_de: '2025-13-01' }, 'intervalo_de_datas'],
      [{ vencimento_ate: '0001-01-01' }, 'intervalo_de_datas'],
      [{ vencimento_ate: '9999-12-31' }, 'intervalo_de_datas'],
      [{ divida_de: '01/02/2025' }, 'requisicao_invalida'],
      [{ divida_de: '' }, 'requisicao_invalida'],
      [{ divida_de: 20_250_101 }, 'requisicao_invalida'],
      [{ situacao: 'curiosa' }, 'requisicao_invalida'],
      [{ ordem: 'credor' }, 'requisicao_invalida'],
      [{ ordem: '--valor' }, 'requisicao_invalida'],
      ...[0, -1, 101, 1e9, 1.5, '20', null].map((limite): [object, AppError['code']] => [
        { limite },
        'requisicao_invalida',
      ]),
      [{ cursor: 'inventado' }, 'cursor_invalido'],
      [{ divida: '2025-01-01' }, 'parametro_desconhecido'],
    ]
    for (const [input, code] of rows) await assert.rejects(ask(input), refusedAs(code), JSON.stringify(input))
    assert.deepEqual(await bench.ledger(person), [])
    const [row] = await bench.sql<{ used: number }>('SELECT used FROM control.access_grant WHERE request_id = $1', [
      grant.grantId,
    ])
    assert.equal(row?.used, 0)
  })
})

test('a list of debts is one hit of an index, among many people’s', async () => {
  const { person, grant } = await opened(SHOWN)
  const other = await bench.addPerson()
  await bench.session('superuser', async (run) => {
    await run('SET session_replication_role = replica')
    await run(
      `INSERT INTO records.debt (id, person_id, creditor, contract_number, modality, amount_cents, created_on, due_on, status,
         visible_until, updated_at)
       SELECT gen_random_uuid(), $1, 'x', 'x', 'CREDIARIO', n, '2024-01-01', '2024-02-01', 'vencida', '2029-02-01', now()
       FROM generate_series(1, 20000) n`,
      [other.id],
    )
    await run('ANALYZE records.debt')
  })
  const asker = askerOf(grant.analyst, randomId)
  const secret = bench.subjects.grantSecret(grant.grantId, person.subject)
  const [begun] = await bench.session('app', (run) =>
    run(BEGIN_ACCESS, beginAccessValues(asker, { grantId: grant.grantId, subject: person.subject, secret })),
  )
  const plans = await bench.session('app', async (run) => {
    await run('BEGIN')
    await run('SELECT control.enter_access($1)', [begun?.ticket])
    const explained = []
    for (const column of ['amount_cents', 'created_on', 'due_on']) {
      explained.push(
        await run(
          `EXPLAIN SELECT id, creditor, amount_cents FROM records.debt
           WHERE created_on >= '2020-01-01' AND due_on <= '2026-01-01' AND status = 'negativada'
           ORDER BY ${column} DESC, id LIMIT 21`,
        ),
      )
    }
    await run('ROLLBACK')
    return explained.map((rows) => rows.map((row) => String(row['QUERY PLAN'])).join('\n'))
  })
  for (const plan of plans) {
    assert.match(plan, /Index Scan (using|on) debt_person_id_created_on_idx/)
    assert.match(plan, /Index Cond: .*person_id = \(InitPlan 1\)/)
    assert.doesNotMatch(plan, /Seq Scan on debt/)
  }
  await bench.sql('DELETE FROM records.debt WHERE person_id = $1', [other.id])
})
