import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AppError } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { again, type Bench, callAs, openBench, searchInput, surname } from '../test-bench.ts'
import { consult } from './consult.ts'
import { findFile } from './find-file.ts'
import { requestGrant } from './request-grant.ts'
import { searchCandidates } from './search-candidates.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const refusedAs = (code: AppError['code']) => (error: AppError) => error.code === code

describe('the right to search', () => {
  const nome = 'Joana Prado'
  const ledgerOf = async (grantId: string) =>
    (await bench.ledger({ grantId }))
      .filter(({ event }) => event === 'debts.candidates_searched')
      .map(({ outcome, code, rows_shown }) => [outcome, code, rows_shown])

  test('takes two approvals by two others; the second makes it live', async () => {
    const institution = randomId('institution')
    const analyst = callAs('analyst', institution)
    const [first, second] = [callAs('approver', institution), callAs('approver', institution)]
    const { id } = await requestGrant(bench.context, analyst, searchInput())
    const asking = { ...analyst, grantId: id as never }
    await assert.rejects(searchCandidates(bench.context, again(asking), { nome }), refusedAs('concessao_negada'))

    const once = await bench.approve(first, id)
    assert.deepEqual(
      [once.situacao, once.escopo, once.cpf, once.cpfs, once.vale_de],
      ['pendente', 'busca', null, [], null],
    )
    assert.deepEqual(
      once.aprovacoes.map(({ por }) => por),
      [first.actor.label],
    )
    await assert.rejects(bench.approve(again(first), id), refusedAs('conflito'))
    await assert.rejects(searchCandidates(bench.context, again(asking), { nome }), refusedAs('concessao_negada'))
    const both = { ...again(analyst), actor: { ...analyst.actor, permissions: second.actor.permissions } }
    await assert.rejects(bench.approve(both, id), refusedAs('conflito'))
    await assert.rejects(
      bench.approve(callAs('approver', randomId('institution')), id),
      refusedAs('recurso_nao_encontrado'),
    )

    const twice = await bench.approve(second, id)
    assert.equal(twice.situacao, 'aprovada')
    assert.deepEqual(
      twice.aprovacoes.map(({ por }) => por),
      [first.actor.label, second.actor.label],
    )
    await searchCandidates(bench.context, again(asking), { nome })
    await assert.rejects(bench.approve(callAs('approver', institution), id), refusedAs('conflito'))
  })

  test('two approvals that race make one live grant', async () => {
    const institution = randomId('institution')
    const { id } = await requestGrant(bench.context, callAs('analyst', institution), searchInput())
    const grants = await Promise.all([1, 2].map(() => bench.approve(callAs('approver', institution), id)))
    assert.ok(grants.some(({ situacao }) => situacao === 'aprovada'))
  })

  test('is on record before anything is looked up: its question, the use that it spent, and who was shown', async () => {
    const family = surname()
    const person = await bench.addPerson([], { name: `Ines ${family}` })
    const { asking, grantId } = await bench.liveSearch({ usos: 2 })
    await searchCandidates(bench.context, asking, { nome: `Inês ${family}` })
    const [row] = await bench.sql<Record<string, unknown>>(
      `SELECT i.event, i.opened, i.subject_index, i.purpose, o.outcome, o.rows_shown, q.sounds IS NOT NULL AS asked,
         encode(h.subject_index, 'hex') AS shown, g.used
       FROM control.inquiry i JOIN control.inquiry_outcome o ON o.inquiry_id = i.id
       JOIN control.search_question q ON q.inquiry_id = i.id JOIN control.search_hit h ON h.inquiry_id = i.id
       JOIN control.access_grant g ON g.request_id = i.grant_id
       WHERE i.grant_id = $1 AND i.event = 'debts.candidates_searched'`,
      [grantId],
    )
    assert.deepEqual(row, {
      event: 'debts.candidates_searched',
      opened: false,
      subject_index: null,
      purpose: 'analise_de_credito',
      outcome: 'concluida',
      rows_shown: 1,
      asked: true,
      shown: person.subject.toString('hex'),
      used: 1,
    })
    await searchCandidates(bench.context, again(asking), { nome: `Ninguém ${family}` })
    await assert.rejects(searchCandidates(bench.context, again(asking), { nome }), refusedAs('concessao_negada'))
    assert.deepEqual(await ledgerOf(grantId), [
      ['concluida', null, 1],
      ['concluida', null, 0],
      ['negada', 'concessao_negada', null],
    ])
  })

  test('not with a grant over a person, another’s, for another purpose, ended, or none; nor by a role that may not', async () => {
    const person = await bench.addPerson()
    const { asking, grantId, institution } = await bench.liveSearch()
    const other = await bench.liveGrant(person.cpf)
    const denied = [
      other.asking,
      { ...callAs('analyst', institution), grantId },
      { ...again(asking), purpose: 'venda_a_prazo' as const },
      { ...callAs('analyst', randomId('institution')), grantId },
    ]
    for (const call of denied) {
      await assert.rejects(searchCandidates(bench.context, call, { nome }), refusedAs('concessao_negada'))
    }
    const none = { ...again(asking), grantId: null }
    await assert.rejects(searchCandidates(bench.context, none, { nome }), refusedAs('concessao_ausente'))
    const auditor = { ...callAs('auditor', institution), grantId }
    await assert.rejects(searchCandidates(bench.context, auditor, { nome }), refusedAs('escopo_insuficiente'))
    await assert.rejects(findFile(bench.context, again(asking), { cpf: person.cpf }), refusedAs('concessao_negada'))
    await bench.sql('UPDATE control.access_grant SET ended_at = now() WHERE request_id = $1', [grantId])
    await assert.rejects(searchCandidates(bench.context, again(asking), { nome }), refusedAs('concessao_negada'))
  })

  test('bad input, row by row, spends no use and leaves no record', async () => {
    const { asking, grantId } = await bench.liveSearch()
    const endereco = { logradouro: 'Rua das Acácias', numero: '120' }
    const rows: [object, AppError['code']][] = [
      [{ nome: 'Joana' }, 'nome_invalido'],
      [{ nome: 'de da' }, 'nome_invalido'],
      [{ nome: 'Joana %' }, 'nome_invalido'],
      [{ nome: 'Joana *' }, 'nome_invalido'],
      [{ nome: 'Joana _rado' }, 'nome_invalido'],
      [{ nome: `Joana ${'a'.repeat(200)}` }, 'nome_invalido'],
      [{ nome: { $ne: '' } }, 'requisicao_invalida'],
      [{ endereco: { ...endereco, logradouro: 'Rua '.padEnd(5_000, 'a') } }, 'requisicao_invalida'],
      [{ endereco: { ...endereco, logradouro: 'Rua %' } }, 'requisicao_invalida'],
      [{ endereco: { ...endereco, logradouro: 'Acácias' } }, 'requisicao_invalida'],
      [{ endereco: { ...endereco, cep: '123' } }, 'cep_invalido'],
      [{ endereco: { ...endereco, cidade: 'Recife' } }, 'parametro_desconhecido'],
      [{ endereco: 'Rua das Acácias, 120' }, 'requisicao_invalida'],
      [{ nome, endereco }, 'requisicao_invalida'],
      [{ nome, cpf: '52998224725' }, 'requisicao_invalida'],
      [{}, 'requisicao_invalida'],
      [{ nome, divida_de: '2025-01-01' }, 'parametro_desconhecido'],
      [{ nome, limite: 0 }, 'requisicao_invalida'],
      [{ nome, limite: 101 }, 'requisicao_invalida'],
      [{ nome, cursor: 'x' }, 'cursor_invalido'],
      [{ ref: 'ref_x' }, 'referencia_invalida'],
    ]
    for (const [input, code] of rows) {
      await assert.rejects(
        consult(bench.context, again(asking), input),
        refusedAs(code),
        JSON.stringify(input).slice(0, 80),
      )
    }
    assert.deepEqual(await ledgerOf(grantId), [])
  })
})
