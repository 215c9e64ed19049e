import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { DEBT_STATUSES, type DebtStatus } from '#lib/identifiers/debt-words.ts'
import type { AppError } from '#lib/kernel/app-error.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { mayBecome } from '../rules.ts'
import { again, type Bench, callAs, daysAgo, openBench, randomCpf } from '../test-bench.ts'
import { findFile } from './find-file.ts'
import { receiveDebts } from './receive-debts.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const refusedAs = (code: AppError['code']) => (error: AppError) => error.code === code
const newSource = () => callAs('admin', randomId('institution'), { permissions: ['fontes:enviar'] })

type Row = Record<string, unknown>
const NOTICE: Readonly<Record<string, CivilDate>> = { aviso_enviado_em: daysAgo(90) }
const DELIVERED: Readonly<Record<string, CivilDate>> = { ...NOTICE, aviso_entregue_em: daysAgo(85) }
const LISTED: Readonly<Record<string, CivilDate>> = { ...DELIVERED, negativada_em: daysAgo(70) }
const DATES: Partial<Record<DebtStatus, Readonly<Record<string, CivilDate>>>> = {
  a_vencer: {},
  vencida: {},
  aviso_enviado: NOTICE,
  avisado: DELIVERED,
}

function debtOf(cpf: string, chave: string, situacao: DebtStatus = 'vencida', change: Row = {}): Row {
  return {
    ...{ chave, cpf, credor: 'Lojas Ipê Amarelo', contrato: '4471-002918', modalidade: 'CREDIARIO', valor: '843.12' },
    ...{ criada_em: daysAgo(200), vencimento: daysAgo(100), situacao, ...(DATES[situacao] ?? LISTED), ...change },
  }
}

describe('receive-debts', () => {
  const send = async (call: ReturnType<typeof newSource>, ...itens: Row[]) =>
    (await receiveDebts(bench.context, again(call), { itens })).itens.map(
      ({ resultado, codigo }) => codigo ?? resultado,
    )
  const versions = (chave: string) =>
    bench.sql<{ number: number; status: string; amount: number; correction: string | null }>(
      `SELECT v.number, v.status, v.amount_cents::int AS amount, v.correction FROM records.debt_version v
       JOIN records.debt_source s ON s.debt_id = v.debt_id WHERE s.source_key = $1 ORDER BY v.number`,
      [chave],
    )

  test('law: a debt is shown when it is listed, after its delivered notice, and no step sooner', async () => {
    const person = await bench.addPerson()
    const { asking } = await bench.liveGrant(person.cpf, { usos: 20 })
    const source = newSource()
    const chave = randomId('event')
    const shown = async () => (await findFile(bench.context, again(asking), { cpf: person.cpf })).dividas.itens.length
    for (const [situacao, expected, visible] of [
      ['a_vencer', 'criada', 0],
      ['vencida', 'atualizada', 0],
      ['negativada', 'conflito', 0],
      ['avisado', 'conflito', 0],
      ['aviso_enviado', 'atualizada', 0],
      ['negativada', 'conflito', 0],
      ['avisado', 'atualizada', 0],
      ['negativada', 'atualizada', 1],
      ['contestada', 'atualizada', 1],
      ['suspensa_por_ordem_judicial', 'atualizada', 0],
      ['negativada', 'atualizada', 1],
      ['quitada', 'atualizada', 0],
      ['negativada', 'conflito', 0],
    ] as const) {
      assert.deepEqual(await send(source, debtOf(person.cpf, chave, situacao)), [expected], situacao)
      assert.equal(await shown(), visible, situacao)
    }
    assert.equal((await versions(chave)).length, 9)
  })

  test('a new debt begins before its notice', async () => {
    const person = await bench.addPerson()
    for (const situacao of DEBT_STATUSES) {
      const starts = ['a_vencer', 'vencida', 'aviso_enviado'].includes(situacao)
      const sent = await send(newSource(), debtOf(person.cpf, randomId('event'), situacao))
      assert.deepEqual(sent, [starts ? 'criada' : 'conflito'], situacao)
    }
  })

  test('the same once more changes nothing; other facts are a conflict, or a correction that keeps what was', async () => {
    const person = await bench.addPerson()
    const source = newSource()
    const chave = randomId('event')
    const debt = debtOf(person.cpf, chave)
    assert.deepEqual(await send(source, debt), ['criada'])
    assert.deepEqual(await send(source, debt, debt), ['inalterada', 'inalterada'])
    assert.deepEqual(await send(source, { ...debt, valor: '900.00' }), ['conflito'])
    const corrected = { ...debt, valor: '900.00', correcao: 'Valor sem os juros, por engano' }
    assert.deepEqual(await send(source, corrected), ['corrigida'])
    assert.deepEqual(await send(source, corrected), ['inalterada'])
    const other = await bench.addPerson()
    assert.deepEqual(await send(source, { ...corrected, cpf: other.cpf }), ['conflito'], 'a debt never changes hands')
    assert.deepEqual(await versions(chave), [
      { number: 1, status: 'vencida', amount: 84_312, correction: null },
      { number: 2, status: 'vencida', amount: 90_000, correction: 'Valor sem os juros, por engano' },
    ])
    await assert.rejects(bench.sql('DELETE FROM records.debt_version'), { code: '42501' })
  })

  test('keys are each institution’s own', async () => {
    const person = await bench.addPerson()
    const chave = randomId('event')
    assert.deepEqual(await send(newSource(), debtOf(person.cpf, chave)), ['criada'])
    assert.deepEqual(await send(newSource(), debtOf(person.cpf, chave, 'vencida', { valor: '1.00' })), ['criada'])
  })

  test('each row for itself: refused ones leave nothing, the others are done; a batch of a thousand', async () => {
    const person = await bench.addPerson()
    const closed = await bench.addPerson([], 'closed')
    const source = newSource()
    const sent = await send(
      source,
      debtOf(person.cpf, randomId('event')),
      debtOf(randomCpf(), randomId('event')),
      debtOf(closed.cpf, randomId('event')),
      debtOf(person.cpf, randomId('event'), 'vencida', { correcao: 'Nada havia antes para corrigir' }),
    )
    assert.deepEqual(sent, ['criada', 'pessoa_nao_encontrada', 'pessoa_nao_encontrada', 'recurso_nao_encontrado'])
    const many = await send(source, ...Array.from({ length: 1_000 }, (_, n) => debtOf(person.cpf, `${person.id}/${n}`)))
    assert.deepEqual(new Set(many), new Set(['criada']))
    const rows = await bench.sql(
      `SELECT 1 FROM control.inquiry WHERE institution_id = $1 AND event = 'debts.received'`,
      [source.actor.institutionId],
    )
    assert.equal(rows.length, 1 + 5)
  })

  test('of the same batch sent twice at once each debt is created once', async () => {
    const person = await bench.addPerson()
    const source = newSource()
    const batch = Array.from({ length: 20 }, (_, n) => debtOf(person.cpf, `${person.id}/${n}`))
    const both = await Promise.all([send(source, ...batch), send(source, ...batch.toReversed())])
    const [row] = await bench.sql<{ n: number }>('SELECT count(*)::int AS n FROM records.debt WHERE person_id = $1', [
      person.id,
    ])
    assert.equal(row?.n, 20)
    assert.ok(both.flat().every((result) => ['criada', 'inalterada', 'conflito'].includes(result)))
  })

  test('one key twice with different content, no permission, bad input: whole, with the row’s place', async () => {
    const cpf = randomCpf()
    const source = newSource()
    const two = { itens: [debtOf(cpf, 'k'), debtOf(cpf, 'k', 'vencida', { valor: '1.00' })] }
    await assert.rejects(receiveDebts(bench.context, source, two), (error: AppError) => {
      assert.deepEqual([error.code, error.fields[0]?.campo], ['conflito', 'itens.1.chave'])
      return true
    })
    const partner = callAs('admin', randomId('institution'), { permissions: ['sistema1:consultar'] })
    await assert.rejects(
      receiveDebts(bench.context, partner, { itens: [debtOf(cpf, 'k')] }),
      refusedAs('escopo_insuficiente'),
    )
    const rows: [Row, AppError['code']][] = [
      [{ cpf: '123' }, 'cpf_tamanho'],
      [{ valor: '843.1' }, 'requisicao_invalida'],
      [{ valor: '-1.00' }, 'requisicao_invalida'],
      [{ modalidade: 'AGIOTAGEM' }, 'requisicao_invalida'],
      [{ situacao: 'curiosa' }, 'requisicao_invalida'],
      [{ situacao: 'negativada', ...NOTICE }, 'requisicao_invalida'],
      [{ aviso_enviado_em: daysAgo(-2) }, 'intervalo_de_datas'],
      [{ aviso_enviado_em: daysAgo(50), aviso_entregue_em: daysAgo(60) }, 'intervalo_de_datas'],
      [{ correcao: 'curta' }, 'requisicao_invalida'],
      [{ chave: '' }, 'requisicao_invalida'],
      [{ nome: 'x' }, 'parametro_desconhecido'],
    ]
    for (const [change, code] of rows) {
      const itens = [debtOf(cpf, 'k'), debtOf(cpf, 'l', 'vencida', change)]
      await assert.rejects(receiveDebts(bench.context, source, { itens }), refusedAs(code), JSON.stringify(change))
    }
    await assert.rejects(receiveDebts(bench.context, source, { itens: [] }), refusedAs('requisicao_invalida'))
    const many = Array.from({ length: 1_001 }, (_, n) => debtOf(cpf, String(n)))
    await assert.rejects(receiveDebts(bench.context, source, { itens: many }), refusedAs('requisicao_invalida'))
  })
})

test('the steps in words and the steps in the database agree', async () => {
  for (const was of DEBT_STATUSES) {
    for (const becomes of DEBT_STATUSES) {
      const [row] = await bench.sql<{ may: boolean }>('SELECT records.may_become($1, $2) AS may', [was, becomes])
      assert.equal(row?.may, mayBecome(was, becomes), `${was} → ${becomes}`)
    }
  }
})
