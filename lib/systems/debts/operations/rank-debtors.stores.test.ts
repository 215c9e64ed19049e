import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AppError } from '#lib/kernel/app-error.ts'
import { addDays, addYears, type CivilDate, civilDateOf } from '#lib/kernel/clock.ts'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { RANKING_ORDERS } from '../mandate-schemas.ts'
import { addMandate, summaryCall } from '../mandate-test-bench.ts'
import { again, type Bench, daysAgo, openBench, randomCpf, type TestDebt } from '../test-bench.ts'
import { rankDebtors } from './rank-debtors.ts'
import { storePortfolio } from './store-portfolio.ts'
import { summarizeDebts } from './summarize-debts.ts'
import { summarizeMany } from './summarize-many.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const refusedAs = (code: AppError['code']) => (error: AppError) => error.code === code
const KEEPER = () => ({ caller: 'sistema2' as const, ip: '127.0.0.1', requestId: randomId('request') })

type Change = { vale_ate?: string | null; uf?: string; nascimento?: string; em?: string }
async function consent(institution: InstitutionId, cpf: string, referencia: string, change: Change = {}) {
  const vale_ate = new Date(Date.now() + 86_400_000).toISOString()
  const item = { uf: 'PE', nascimento: '1980-01-01', vale_ate, em: '2026-01-01T00:00:00.000Z', ...change }
  await storePortfolio(bench.context, KEEPER(), { itens: [{ instituicao: institution, cpf, referencia, ...item }] })
}

/** An institution with a live mandate, and people of its portfolio by what they owe, in reais. */
async function portfolioOf(people: Record<string, readonly number[]>, change: (name: string) => Change = () => ({})) {
  const institution = randomId('institution')
  await addMandate(bench, institution)
  const found: Record<string, Awaited<ReturnType<Bench['addPerson']>>> = {}
  for (const [name, owed] of Object.entries(people)) {
    const person = await bench.addPerson(owed.map((reais) => ({ amount_cents: reais * 100 })))
    await consent(institution, person.cpf, name, change(name))
    found[name] = person
  }
  const call = summaryCall(institution)
  const rank = async (input: object) => {
    const answer = await rankDebtors(bench.context, again(call), input)
    assert.ok(answer.situacao === 'permitido')
    return answer
  }
  const names = async (input: object) => (await rank(input)).itens.map(({ referencia }) => referencia).join(' ')
  return { institution, found, call, rank, names }
}

const FOUR = { ana: [100, 100], beto: [150], caio: [10, 20, 30], duda: [] }

describe('rank-debtors', () => {
  test('orders the whole portfolio by total, largest and count, whoever owes nothing included', async () => {
    const { names, rank } = await portfolioOf(FOUR)
    const orders: Record<(typeof RANKING_ORDERS)[number], string> = {
      '-divida_total': 'ana beto caio duda',
      divida_total: 'duda caio beto ana',
      '-divida_maior': 'beto ana caio duda',
      divida_maior: 'duda caio ana beto',
      '-divida_quantidade': 'caio ana beto duda',
      divida_quantidade: 'duda beto ana caio',
    }
    for (const ordem of RANKING_ORDERS) assert.equal(await names({ ordem }), orders[ordem], ordem)
    const { itens } = await rank({ ordem: '-divida_total', limite: 1 })
    const [first] = itens
    assert.ok(first?.situacao === 'permitido')
    assert.deepEqual(
      [first.quantidade, first.total, first.maior, first.mais_antiga],
      [2, '200.00', '100.00', daysAgo(200)],
    )
  })

  test('only people with a live consent to the asker’s own institution: not another’s, an ended, a run-out one', async () => {
    const { institution, found, names } = await portfolioOf(FOUR)
    const stranger = await portfolioOf({ eva: [999] })
    assert.equal(await names({ ordem: '-divida_total' }), 'ana beto caio duda')
    await consent(institution, found.ana?.cpf ?? '', 'ana', { vale_ate: null, em: '2026-02-01T00:00:00.000Z' })
    await consent(institution, found.beto?.cpf ?? '', 'beto', {
      vale_ate: '2026-01-02T00:00:00.000Z',
      em: '2026-02-01T00:00:00.000Z',
    })
    assert.equal(await names({ ordem: '-divida_total' }), 'caio duda')
    assert.equal(await stranger.names({ ordem: '-divida_total' }), 'eva')
    // What is older says nothing new; what is newer does.
    await consent(institution, found.ana?.cpf ?? '', 'ana', { em: '2026-01-15T00:00:00.000Z' })
    assert.equal(await names({ ordem: '-divida_total' }), 'caio duda')
    await consent(institution, found.ana?.cpf ?? '', 'ana', { em: '2026-03-01T00:00:00.000Z' })
    assert.equal(await names({ ordem: '-divida_total' }), 'ana caio duda')
  })

  test('somebody whom Base A does not know, and a closed file, rank among those who owe nothing', async () => {
    const { institution, names, rank } = await portfolioOf({ ana: [5] })
    const closed = await bench.addPerson([{ amount_cents: 99_900 }], 'closed')
    await consent(institution, closed.cpf, 'closed')
    await consent(institution, randomCpf(), 'nobody')
    assert.equal(await names({ ordem: '-divida_total' }), 'ana nobody closed')
    const { itens } = await rank({ ordem: '-divida_total' })
    assert.deepEqual(
      itens.map((item) => item.situacao === 'permitido' && item.total),
      ['5.00', '0.00', '0.00'],
    )
    await bench.reload(closed, { fileStatus: 'open' })
    assert.equal(await names({ ordem: '-divida_total' }), 'closed ana nobody', 'opened again, it counts')
  })

  test('filters by state and by day of birth', async () => {
    const { names } = await portfolioOf(FOUR, (name) => ({
      uf: name < 'c' ? 'SP' : 'PE',
      nascimento: name === 'ana' ? '2000-02-29' : '1970-06-15',
    }))
    assert.equal(await names({ ordem: '-divida_total', uf: 'sp' }), 'ana beto')
    assert.equal(await names({ ordem: '-divida_total', nascimento_ate: '1970-06-15' }), 'beto caio duda')
    assert.equal(await names({ ordem: '-divida_total', nascimento_de: '1970-06-16', uf: 'SP' }), 'ana')
  })

  test('pages are complete and without doubles, ties and newcomers included; a cursor is one caller’s and one question’s', async () => {
    const people = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`p${n}`, [Math.floor(n / 3)]]))
    const { institution, call, rank } = await portfolioOf(people)
    for (const ordem of RANKING_ORDERS) {
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof rank>> = await rank({
          ordem,
          limite: 2,
          ...(cursor === null ? {} : { cursor }),
        })
        seen.push(...page.itens.map(({ referencia }) => referencia))
        cursor = page.proximo
      } while (cursor !== null)
      assert.deepEqual(seen.toSorted(), Object.keys(people), ordem)
    }
    const { proximo: cursor } = await rank({ ordem: 'divida_total', limite: 2 })
    const moved = [{ ordem: '-divida_total' }, { ordem: 'divida_total', uf: 'PE' }, { ordem: 'divida_maior' }]
    for (const input of moved) {
      await assert.rejects(rankDebtors(bench.context, call, { ...input, cursor }), refusedAs('cursor_invalido'))
    }
    const colleague = summaryCall(institution)
    await assert.rejects(
      rankDebtors(bench.context, colleague, { ordem: 'divida_total', cursor }),
      refusedAs('cursor_invalido'),
    )
  })

  test('law: each person on the page is an inquiry on record, with what was answered; the people of a day count once', async () => {
    const { found, rank, call } = await portfolioOf(FOUR)
    const { itens } = await rank({ ordem: '-divida_total', limite: 2 })
    await rank({ ordem: '-divida_maior', limite: 2 })
    const [row] = await bench.ledger(found.ana ?? { subject: Buffer.alloc(32) })
    assert.deepEqual(
      [row?.id, row?.event, row?.opened, row?.outcome, row?.actor_label, row?.purpose],
      [
        itens[0]?.situacao === 'permitido' && itens[0].instantaneo,
        'debts.ranked',
        true,
        'concluida',
        call.actor.label,
        'analise_de_credito',
      ],
    )
    assert.deepEqual(await bench.ledger(found.caio ?? { subject: Buffer.alloc(32) }), [], 'nobody off the page')
    const [kept] = await bench.sql<Record<string, unknown>>(
      'SELECT debts, total_cents::int, largest_cents::int FROM control.debt_snapshot WHERE inquiry_id = $1',
      [row?.id],
    )
    assert.deepEqual(kept, { debts: 2, total_cents: 20_000, largest_cents: 10_000 })
    const [day] = await bench.sql<{ people: number }>(
      `SELECT d.people FROM control.mandate_day d JOIN control.mandate m ON m.id = d.mandate_id WHERE m.institution_id = $1`,
      [call.actor.institutionId],
    )
    assert.equal(day?.people, 2)
  })

  test('without a live mandate, and for one person too many in a day: denied, on record, nothing told', async () => {
    const institution = randomId('institution')
    const person = await bench.addPerson([{}])
    await consent(institution, person.cpf, 'ana')
    await consent(institution, randomCpf(), 'beto')
    const call = summaryCall(institution)
    const ask = () => rankDebtors(bench.context, again(call), { ordem: 'divida_total' })
    assert.deepEqual(await ask(), { situacao: 'negado' })
    await addMandate(bench, institution, { peoplePerDay: 1 })
    assert.deepEqual(await ask(), { situacao: 'negado' })
    const rows = await bench.sql<{ outcome: string; code: string }>(
      `SELECT o.outcome, o.code FROM control.inquiry i JOIN control.inquiry_outcome o ON o.inquiry_id = i.id
       WHERE i.institution_id = $1 AND i.event = 'debts.ranked' ORDER BY i.number`,
      [institution],
    )
    assert.deepEqual(
      rows.map(({ code }) => code),
      ['mandato_ausente', 'pessoas_demais'],
    )
    assert.deepEqual(await bench.ledger(person), [])
  })

  test('an empty portfolio is an answer, on record', async () => {
    const { rank, institution } = await portfolioOf({})
    assert.deepEqual(await rank({ ordem: 'divida_total' }), { situacao: 'permitido', itens: [], proximo: null })
    const rows = await bench.sql(`SELECT 1 FROM control.inquiry WHERE institution_id = $1 AND event = 'debts.ranked'`, [
      institution,
    ])
    assert.equal(rows.length, 1)
  })

  test('no permission, bad input', async () => {
    const { call } = await portfolioOf({})
    const auditor = { ...call, actor: { ...call.actor, permissions: new Set(['trilha:ler'] as const) } } as typeof call
    await assert.rejects(
      rankDebtors(bench.context, auditor, { ordem: 'divida_total' }),
      refusedAs('escopo_insuficiente'),
    )
    const rows: [object, AppError['code']][] = [
      [{}, 'requisicao_invalida'],
      [{ ordem: 'score' }, 'requisicao_invalida'],
      [{ ordem: 'divida_total', limite: 101 }, 'requisicao_invalida'],
      [{ ordem: 'divida_total', uf: 'XX' }, 'requisicao_invalida'],
      [{ ordem: 'divida_total', nascimento_de: '2000-01-02', nascimento_ate: '2000-01-01' }, 'intervalo_de_datas'],
      [{ ordem: 'divida_total', cursor: 'x' }, 'cursor_invalido'],
      [{ ordem: 'divida_total', instituicao: 'x' }, 'parametro_desconhecido'],
    ]
    for (const [input, code] of rows) {
      await assert.rejects(rankDebtors(bench.context, call, input), refusedAs(code), JSON.stringify(input))
    }
  })
})

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
    const { institution, names, rank } = await portfolioOf({ beto: [50] })
    const ana = await bench.addPerson([
      { amount_cents: 10_000, due_on: last, created_on: addDays(last, -30) },
      { amount_cents: 100 },
    ])
    await consent(institution, ana.cpf, 'ana')
    assert.equal(await names({ ordem: '-divida_total' }), 'ana beto')
    await passMidnight(ana)
    assert.equal(await names({ ordem: '-divida_total' }), 'beto ana')
    const [, second] = (await rank({ ordem: '-divida_total' })).itens
    assert.equal(second?.situacao === 'permitido' && second.total, '1.00')
    assert.equal(await bench.context.files.refreshStaleSums(), 0)
  })

  test('the sweep finds by itself what has expired', async () => {
    const last = addYears(civilDateOf(new Date()), -5)
    const { institution } = await portfolioOf({})
    const ana = await bench.addPerson([{ due_on: last, created_on: addDays(last, -30) }])
    await consent(institution, ana.cpf, 'ana')
    await passMidnight(ana)
    assert.ok((await bench.context.files.refreshStaleSums()) >= 1)
    const [row] = await bench.sql('SELECT debts, stale_on FROM records.portfolio_person WHERE subject_index = $1', [
      ana.subject,
    ])
    assert.deepEqual(row, { debts: 0, stale_on: null })
  })

  test('whatever changes a debt changes the sums with it: loaded, paid, taken out', async () => {
    const { found, names } = await portfolioOf({ ana: [100], beto: [50] })
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
      await consent(institution, cpf, cpf)
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
