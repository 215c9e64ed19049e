import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AppError } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { again, type Bench, callAs, daysAgo, openBench, randomCpf } from '../test-bench.ts'
import { findFile } from './find-file.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const refusedAs = (code: AppError['code']) => (error: AppError) => error.code === code

describe('find-file', () => {
  test('gives the person, the visible debts and their total, and closes the inquiry', async () => {
    const person = await bench.addPerson([
      { amount_cents: 84_312, created_on: daysAgo(300) },
      { amount_cents: 100_000, created_on: daysAgo(299), status: 'contestada', modality: 'TELEFONIA' },
      { amount_cents: 7, status: 'quitada', removed_on: daysAgo(10) },
    ])
    const { asking } = await bench.liveGrant(person.cpf)
    const file = await findFile(bench.context, asking, { cpf: person.cpf })

    assert.equal(file.cpf, `***.${person.cpf.slice(3, 6)}.${person.cpf.slice(6, 9)}-**`)
    assert.equal(file.nome, 'Joana Prado de Araújo')
    assert.equal(file.endereco.cep, '50010120')
    assert.deepEqual(
      file.dividas.itens.map(({ valor, situacao, criada_em }) => [valor, situacao, criada_em]),
      [
        ['1000.00', 'contestada', daysAgo(299)],
        ['843.12', 'negativada', daysAgo(300)],
      ],
    )
    assert.equal(file.dividas.total, '1843.12')
    assert.equal(file.dividas.proximo, null)
    assert.equal(file.ultima_consulta, null)
    const [row] = await bench.ledger(person)
    assert.deepEqual(
      [row?.event, row?.actor_label, row?.ip, row?.purpose, row?.opened, row?.grant_id, row?.outcome, row?.rows_shown],
      [
        'debts.file_opened',
        asking.actor.label,
        '203.0.113.7',
        'analise_de_credito',
        true,
        asking.grantId,
        'concluida',
        2,
      ],
    )
  })

  test('shows the CPF whole only to whoever may identify', async () => {
    const person = await bench.addPerson()
    const { asking } = await bench.liveGrant(person.cpf)
    const actor = { ...asking.actor, permissions: new Set(['sistema1:consultar', 'sistema1:identificar'] as const) }
    const file = await findFile(bench.context, { ...asking, actor }, { cpf: person.cpf })
    assert.equal(file.cpf, person.cpf)
  })

  test('names the inquiry before this one: who and whence to the same institution, the instant alone to others', async () => {
    const person = await bench.addPerson()
    const first = await bench.liveGrant(person.cpf)
    await findFile(bench.context, first.asking, { cpf: person.cpf })
    const own = await findFile(bench.context, again(first.asking), { cpf: person.cpf })
    assert.equal(own.ultima_consulta?.ip, '203.0.113.7')
    assert.equal(own.ultima_consulta?.usuario, first.asking.actor.label)

    const other = await bench.liveGrant(person.cpf)
    const foreign = await findFile(bench.context, other.asking, { cpf: person.cpf })
    assert.deepEqual([foreign.ultima_consulta?.ip, foreign.ultima_consulta?.usuario], [null, null])
    assert.match(foreign.ultima_consulta?.em ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  test('pages through all debts without a double or a gap, by cursors bound to caller and person', async () => {
    const debts = Array.from({ length: 7 }, (_, index) => ({
      amount_cents: 100 + index,
      created_on: daysAgo(300 + (index % 2)),
    }))
    const person = await bench.addPerson(debts)
    const { asking } = await bench.liveGrant(person.cpf, { usos: 50 })
    const values: string[] = []
    let cursor: string | null = null
    do {
      const input = { cpf: person.cpf, limite: 3, ...(cursor === null ? {} : { cursor }) }
      const file: Awaited<ReturnType<typeof findFile>> = await findFile(bench.context, again(asking), input)
      values.push(...file.dividas.itens.map(({ valor }) => valor))
      assert.equal(file.dividas.total, '7.21')
      cursor = file.dividas.proximo
    } while (cursor !== null)
    assert.deepEqual(
      values.toSorted(),
      debts.map(({ amount_cents }) => `1.0${amount_cents - 100}`),
    )

    const page = await findFile(bench.context, again(asking), { cpf: person.cpf, limite: 3 })
    const stranger = await bench.liveGrant(person.cpf)
    const before = await bench.ledger(person)
    const lent = { cpf: person.cpf, limite: 3, cursor: page.dividas.proximo ?? '' }
    await assert.rejects(findFile(bench.context, stranger.asking, lent), refusedAs('cursor_invalido'))
    assert.equal((await bench.ledger(person)).length, before.length, 'refused input spends and records nothing')
  })

  test('a person nobody knows and a closed file are both not found, on record, with a use spent', async () => {
    const closed = await bench.addPerson([{}], 'closed')
    for (const cpf of [randomCpf(), closed.cpf]) {
      const { asking } = await bench.liveGrant(cpf)
      await assert.rejects(findFile(bench.context, asking, { cpf }), refusedAs('pessoa_nao_encontrada'))
      const [row] = await bench.ledger({ subject: bench.subjects.indexOf(cpf) })
      assert.deepEqual([row?.outcome, row?.rows_shown], ['concluida', 0])
    }
  })
})

describe('find-file refuses, and the ledger says so', () => {
  const denials = async (cpf: Parameters<typeof findFile>[2] & string) =>
    (await bench.ledger({ subject: bench.subjects.indexOf(cpf as never) })).map(({ outcome, code, opened }) => [
      outcome,
      code,
      opened,
    ])

  test('no permission', async () => {
    const person = await bench.addPerson()
    const { grantId, institution } = await bench.liveGrant(person.cpf)
    const call = { ...callAs('approver', institution), grantId }
    await assert.rejects(findFile(bench.context, call, { cpf: person.cpf }), refusedAs('escopo_insuficiente'))
    assert.deepEqual(await denials(person.cpf), [['negada', 'escopo_insuficiente', false]])
  })

  test('a purpose that the actor does not have, and one that the grant is not for', async () => {
    const person = await bench.addPerson()
    const { asking } = await bench.liveGrant(person.cpf)
    const actor = { ...asking.actor, purposes: ['analise_de_credito'] as const }
    const other = { ...asking, actor, purpose: 'venda_a_prazo' as const }
    await assert.rejects(findFile(bench.context, other, { cpf: person.cpf }), refusedAs('finalidade_nao_permitida'))
    const unapproved = { ...asking, purpose: 'venda_a_prazo' as const }
    await assert.rejects(findFile(bench.context, unapproved, { cpf: person.cpf }), refusedAs('concessao_negada'))
  })

  test('no grant', async () => {
    const person = await bench.addPerson()
    const call = callAs('analyst', randomId('institution'))
    await assert.rejects(findFile(bench.context, call, { cpf: person.cpf }), refusedAs('concessao_ausente'))
    assert.deepEqual(await denials(person.cpf), [['negada', 'concessao_ausente', false]])
  })

  test('a grant over another person, a colleague’s, another institution’s, one that is not there', async () => {
    const person = await bench.addPerson()
    const other = await bench.addPerson()
    const { asking, institution } = await bench.liveGrant(other.cpf)
    const right = await bench.liveGrant(person.cpf)
    const calls = [
      asking,
      { ...callAs('analyst', right.institution), grantId: right.grantId },
      { ...asking, grantId: right.grantId },
      { ...callAs('analyst', institution), grantId: randomId('grant') },
    ]
    for (const call of calls) {
      await assert.rejects(findFile(bench.context, call, { cpf: person.cpf }), refusedAs('concessao_negada'))
    }
    assert.equal((await denials(person.cpf)).length, calls.length)
  })

  test('the same refusal whether or not the person exists', async () => {
    const person = await bench.addPerson()
    const unknown = randomCpf()
    const call = { ...callAs('analyst', randomId('institution')), grantId: randomId('grant') }
    const refusals = await Promise.all(
      [person.cpf, unknown].map((cpf) => findFile(bench.context, call, { cpf }).catch((error: AppError) => error)),
    )
    const shown = refusals.map((error) => (error instanceof Error ? { ...error, message: error.message } : null))
    assert.deepEqual(shown[0], shown[1])
  })

  test('bad input, before anything is recorded', async () => {
    const cpf = randomCpf()
    const { asking } = await bench.liveGrant(cpf)
    const inputs: [unknown, AppError['code']][] = [
      [{ cpf: '123' }, 'cpf_tamanho'],
      [{ cpf: 'JOAO DA SILVA' }, 'cpf_formato'],
      [{ cpf: '52998224726' }, 'cpf_digito'],
      [{ cpf: '11111111111' }, 'cpf_repetido'],
      [{}, 'requisicao_invalida'],
      [{ cpf: { $ne: null } }, 'requisicao_invalida'],
      [{ cpf, limite: 0 }, 'requisicao_invalida'],
      [{ cpf, limite: 101 }, 'requisicao_invalida'],
      [{ cpf, limite: '20' }, 'requisicao_invalida'],
      [{ cpf, cursor: 'abc' }, 'cursor_invalido'],
      [{ cpf, nome: 'x' }, 'parametro_desconhecido'],
    ]
    for (const [input, code] of inputs) {
      await assert.rejects(findFile(bench.context, asking, input), refusedAs(code), JSON.stringify(input))
    }
    assert.deepEqual(await denials(cpf), [])
  })

  test('a grant that has expired, was ended, or is used up', async () => {
    const person = await bench.addPerson()
    const { asking, grantId } = await bench.liveGrant(person.cpf, { usos: 1 })
    await findFile(bench.context, asking, { cpf: person.cpf })
    await assert.rejects(findFile(bench.context, again(asking), { cpf: person.cpf }), refusedAs('concessao_negada'))

    const old = await bench.liveGrant(person.cpf)
    await bench.sql(
      `UPDATE control.access_grant SET not_before = now() - interval '31 min', expires_at = now() - interval '1 ms'
       WHERE request_id = $1`,
      [old.grantId],
    )
    await assert.rejects(findFile(bench.context, old.asking, { cpf: person.cpf }), refusedAs('concessao_negada'))

    const ended = await bench.liveGrant(person.cpf)
    await bench.sql('UPDATE control.access_grant SET ended_at = now() WHERE request_id = $1', [ended.grantId])
    await assert.rejects(findFile(bench.context, ended.asking, { cpf: person.cpf }), refusedAs('concessao_negada'))
    assert.ok(grantId)
  })

  test('of fifty at once on the last use, exactly one', async () => {
    const person = await bench.addPerson([{}])
    const { asking, grantId } = await bench.liveGrant(person.cpf, { usos: 1 })
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => findFile(bench.context, again(asking), { cpf: person.cpf })),
    )
    const codes = results.map((result) => (result.status === 'fulfilled' ? 'shown' : (result.reason as AppError).code))
    assert.equal(codes.filter((code) => code === 'shown').length, 1)
    assert.equal(codes.filter((code) => code === 'concessao_negada').length, 49)
    const [grant] = await bench.sql<{ used: number }>('SELECT used FROM control.access_grant WHERE request_id = $1', [
      grantId,
    ])
    assert.equal(grant?.used, 1)
    assert.equal((await bench.ledger(person)).length, 50)
  })
})
