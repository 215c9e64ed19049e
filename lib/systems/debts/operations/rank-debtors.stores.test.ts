import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AppError } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { RANKING_ORDERS } from '../mandate-schemas.ts'
import { addMandate, consent, portfolioOf, summaryCall } from '../mandate-test-bench.ts'
import { again, type Bench, daysAgo, openBench, randomCpf } from '../test-bench.ts'
import { rankDebtors } from './rank-debtors.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const refusedAs = (code: AppError['code']) => (error: AppError) => error.code === code
const FOUR = { ana: [100, 100], beto: [150], caio: [10, 20, 30], duda: [] }

describe('rank-debtors', () => {
  test('orders the whole portfolio by total, largest and count, whoever owes nothing included', async () => {
    const { names, rank } = await portfolioOf(bench, FOUR)
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
    const { institution, found, names } = await portfolioOf(bench, FOUR)
    const stranger = await portfolioOf(bench, { eva: [999] })
    assert.equal(await names({ ordem: '-divida_total' }), 'ana beto caio duda')
    await consent(bench, institution, found.ana?.cpf ?? '', 'ana', { vale_ate: null, numero: 3 })
    await consent(bench, institution, found.beto?.cpf ?? '', 'beto', {
      vale_ate: '2026-01-02T00:00:00.000Z',
      numero: 4,
    })
    assert.equal(await names({ ordem: '-divida_total' }), 'caio duda')
    assert.equal(await stranger.names({ ordem: '-divida_total' }), 'eva')
    // What is older says nothing new; what is newer does.
    await consent(bench, institution, found.ana?.cpf ?? '', 'ana', { numero: 2 })
    assert.equal(await names({ ordem: '-divida_total' }), 'caio duda')
    await consent(bench, institution, found.ana?.cpf ?? '', 'ana', { numero: 5 })
    assert.equal(await names({ ordem: '-divida_total' }), 'ana caio duda')
  })

  test('somebody whom Base A does not know, and a closed file, rank among those who owe nothing', async () => {
    const { institution, names, rank } = await portfolioOf(bench, { ana: [5] })
    const closed = await bench.addPerson([{ amount_cents: 99_900 }], 'closed')
    await consent(bench, institution, closed.cpf, 'closed')
    await consent(bench, institution, randomCpf(), 'nobody')
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
    const { names } = await portfolioOf(bench, FOUR, (name) => ({
      uf: name < 'c' ? 'SP' : 'PE',
      nascimento: name === 'ana' ? '2000-02-29' : '1970-06-15',
    }))
    assert.equal(await names({ ordem: '-divida_total', uf: 'sp' }), 'ana beto')
    assert.equal(await names({ ordem: '-divida_total', nascimento_ate: '1970-06-15' }), 'beto caio duda')
    assert.equal(await names({ ordem: '-divida_total', nascimento_de: '1970-06-16', uf: 'SP' }), 'ana')
  })

  test('pages are complete and without doubles, ties and newcomers included; a cursor is one caller’s and one question’s', async () => {
    const people = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`p${n}`, [Math.floor(n / 3)]]))
    const { institution, call, rank } = await portfolioOf(bench, people)
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
    const { found, rank, call } = await portfolioOf(bench, FOUR)
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
    await consent(bench, institution, person.cpf, 'ana')
    await consent(bench, institution, randomCpf(), 'beto')
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
    const { rank, institution } = await portfolioOf(bench, {})
    assert.deepEqual(await rank({ ordem: 'divida_total' }), { situacao: 'permitido', itens: [], proximo: null })
    const rows = await bench.sql(`SELECT 1 FROM control.inquiry WHERE institution_id = $1 AND event = 'debts.ranked'`, [
      institution,
    ])
    assert.equal(rows.length, 1)
  })

  test('no permission, bad input', async () => {
    const { call } = await portfolioOf(bench, {})
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
