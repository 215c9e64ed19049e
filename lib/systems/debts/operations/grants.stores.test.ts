import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { type GrantId, randomId } from '#lib/kernel/ids.ts'
import { PROOF } from '../approver-test-bench.ts'
import { again, type Bench, callAs, grantInput, openBench, randomCpf } from '../test-bench.ts'
import { approveGrant } from './approve-grant.ts'
import { endGrant } from './end-grant.ts'
import { findFile } from './find-file.ts'
import { getGrant } from './get-grant.ts'
import { listGrants } from './list-grants.ts'
import { refuseGrant } from './refuse-grant.ts'
import { requestGrant } from './request-grant.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const refusedAs = (code: AppError['code']) => (error: AppError) => error.code === code

function newTeam() {
  const institution = randomId('institution')
  return { institution, analyst: callAs('analyst', institution), approver: callAs('approver', institution) }
}

/** As the door does it: the ledger learns which grant a call is about. */
const about = (call: Call<Permission>, id: string) => ({ ...call, grantId: id as GrantId })

describe('request-grant', () => {
  test('is pending, names the person by mask only, and stands in the ledger', async () => {
    const { analyst } = newTeam()
    const cpf = randomCpf()
    const grant = await requestGrant(bench.context, analyst, { ...grantInput(cpf), relacao: 'PROP-2026-1' })
    assert.deepEqual(
      [grant.situacao, grant.escopo, grant.cpf, grant.usos, grant.usos_restantes, grant.vale_de, grant.expira_em],
      ['pendente', 'pessoa', `***.${cpf.slice(3, 6)}.${cpf.slice(6, 9)}-**`, 10, 10, null, null],
    )
    assert.deepEqual([grant.solicitante, grant.relacao, grant.aprovacoes], [analyst.actor.label, 'PROP-2026-1', []])
    const [row] = await bench.ledger({ grantId: grant.id })
    assert.deepEqual([row?.event, row?.opened, row?.relationship], ['grant.requested', false, 'PROP-2026-1'])
  })

  test('answers the same whether or not the person exists, and never looks', async () => {
    const { analyst } = newTeam()
    const person = await bench.addPerson([{}])
    const [known, unknown] = await Promise.all(
      [person.cpf, randomCpf()].map((cpf) => requestGrant(bench.context, again(analyst), grantInput(cpf))),
    )
    const shapeOf = (grant: object | undefined) => Object.keys(grant ?? {})
    assert.deepEqual(shapeOf(known), shapeOf(unknown))
    assert.deepEqual(await bench.ledger(person), [])
  })

  test('takes up to fifty named people as one grant', async () => {
    const { analyst, approver } = newTeam()
    const { cpf: _, ...terms } = grantInput(randomCpf())
    const cpfs = Array.from({ length: 3 }, randomCpf)
    const grant = await requestGrant(bench.context, analyst, { ...terms, cpfs: [...cpfs, cpfs[0]] })
    assert.deepEqual([grant.escopo, grant.cpf, grant.cpfs.length], ['lote', null, 3])
    await bench.approve(approver, grant.id)
    const asking = { ...again(analyst), grantId: grant.id as GrantId }
    await assert.rejects(findFile(bench.context, asking, { cpf: cpfs[1] }), refusedAs('pessoa_nao_encontrada'))
    await assert.rejects(findFile(bench.context, again(asking), { cpf: randomCpf() }), refusedAs('concessao_negada'))
    const many = { ...terms, cpfs: Array.from({ length: 51 }, randomCpf) }
    await assert.rejects(requestGrant(bench.context, again(analyst), many), refusedAs('requisicao_invalida'))
  })

  test('refuses bad input', async () => {
    const { analyst } = newTeam()
    const good = grantInput(randomCpf())
    const inputs: [object, AppError['code']][] = [
      [{ ...good, motivo: 'curto demais' }, 'requisicao_invalida'],
      [{ ...good, motivo: `${' '.repeat(30)}curto` }, 'requisicao_invalida'],
      [{ ...good, minutos: 61 }, 'requisicao_invalida'],
      [{ ...good, minutos: 0 }, 'requisicao_invalida'],
      [{ ...good, usos: 101 }, 'requisicao_invalida'],
      [{ ...good, finalidade: 'curiosidade' }, 'requisicao_invalida'],
      [{ ...good, cpf: '52998224726' }, 'cpf_digito'],
      [{ ...good, cpfs: [good.cpf] }, 'requisicao_invalida'],
      [{ ...good, cpf: undefined }, 'requisicao_invalida'],
      [{ ...good, escopo: 'busca' }, 'requisicao_invalida'],
      [{ ...good, cpf: undefined, escopo: 'pessoa' }, 'requisicao_invalida'],
      [{ ...good, cpf: undefined, ref: 'ref_x' }, 'referencia_invalida'],
    ]
    for (const [input, code] of inputs) {
      await assert.rejects(requestGrant(bench.context, analyst, input), refusedAs(code), JSON.stringify(input))
    }
  })

  test('refuses a purpose that is not the member’s, and a role that may not ask, on record', async () => {
    const { analyst, approver } = newTeam()
    const limited = { ...analyst, actor: { ...analyst.actor, purposes: ['analise_de_credito'] as const } }
    const other = { ...grantInput(randomCpf()), finalidade: 'venda_a_prazo' }
    await assert.rejects(requestGrant(bench.context, limited, other), refusedAs('finalidade_nao_permitida'))
    await assert.rejects(
      requestGrant(bench.context, approver, grantInput(randomCpf())),
      refusedAs('escopo_insuficiente'),
    )
    const rows = await bench.sql<{ code: string }>(
      `SELECT o.code FROM control.inquiry i JOIN control.inquiry_outcome o ON o.inquiry_id = i.id
       WHERE i.institution_id = $1 ORDER BY i.number`,
      [analyst.actor.institutionId],
    )
    assert.deepEqual(
      rows.map(({ code }) => code),
      ['finalidade_nao_permitida', 'escopo_insuficiente'],
    )
  })
})

describe('approve-grant and refuse-grant', () => {
  test('approval opens it for its minutes, names the approver, and stands in the ledger', async () => {
    const { analyst, approver } = newTeam()
    const { id } = await requestGrant(bench.context, analyst, grantInput(randomCpf(), { minutos: 7 }))
    const grant = await bench.approve(about(approver, id), id)
    assert.equal(grant.situacao, 'aprovada')
    assert.deepEqual(
      grant.aprovacoes.map(({ por }) => por),
      [approver.actor.label],
    )
    assert.equal(Date.parse(grant.expira_em ?? '') - Date.parse(grant.vale_de ?? ''), 7 * 60_000)
    assert.deepEqual(
      (await bench.ledger({ grantId: id })).map(({ event }) => event),
      ['grant.requested', 'grant.approved'],
    )
  })

  test('nobody decides on their own request, even with both permissions; the attempt is on record', async () => {
    const { institution } = newTeam()
    const both = callAs('analyst', institution, { permissions: ['concessoes:solicitar', 'concessoes:aprovar'] })
    const { id } = await requestGrant(bench.context, both, grantInput(randomCpf()))
    await bench.enrol(both)
    for (const decide of [approveGrant, refuseGrant]) {
      const deciding = decide(bench.context, about(again(both), id), { id, prova: PROOF })
      await assert.rejects(deciding, refusedAs('conflito'))
    }
    const denied = (await bench.ledger({ grantId: id })).filter(({ outcome }) => outcome === 'negada')
    assert.deepEqual(
      denied.map(({ event, code }) => [event, code]),
      [
        ['grant.approved', 'conflito'],
        ['grant.refused', 'conflito'],
      ],
    )
  })

  test('another institution’s request is not there', async () => {
    const { analyst } = newTeam()
    const { id } = await requestGrant(bench.context, analyst, grantInput(randomCpf()))
    const stranger = newTeam().approver
    await bench.enrol(stranger)
    const decide =
      (operation: typeof approveGrant) =>
      (context: typeof bench.context, call: typeof stranger, about: { id: string }) =>
        operation(context, call, { ...about, prova: PROOF })
    for (const act of [decide(approveGrant), decide(refuseGrant), endGrant, getGrant]) {
      await assert.rejects(act(bench.context, about(stranger, id), { id }), refusedAs('recurso_nao_encontrado'))
      const missing = randomId('grant')
      await assert.rejects(act(bench.context, stranger, { id: missing }), refusedAs('recurso_nao_encontrado'))
      await assert.rejects(act(bench.context, stranger, { id: 'con_x' }), refusedAs('recurso_nao_encontrado'))
    }
  })

  test('without the permission', async () => {
    const { analyst } = newTeam()
    const { id } = await requestGrant(bench.context, analyst, grantInput(randomCpf()))
    for (const decide of [approveGrant, refuseGrant]) {
      await assert.rejects(
        decide(bench.context, again(analyst), { id, prova: PROOF }),
        refusedAs('escopo_insuficiente'),
      )
    }
  })

  test('of decisions that race, one stands; a repeat is a conflict', async () => {
    const { institution, analyst } = newTeam()
    const { id } = await requestGrant(bench.context, analyst, grantInput(randomCpf()))
    const deciders = Array.from({ length: 10 }, () => callAs('approver', institution))
    for (const decider of deciders) await bench.enrol(decider)
    const results = await Promise.allSettled(
      deciders.map((decider, index) =>
        (index % 2 === 0 ? approveGrant : refuseGrant)(bench.context, decider, { id, prova: PROOF }),
      ),
    )
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    const [count] = await bench.sql<{ approvals: string; grants: string }>(
      `SELECT (SELECT count(*) FROM control.grant_approval WHERE request_id = $1) AS approvals,
         (SELECT count(*) FROM control.access_grant WHERE request_id = $1) AS grants`,
      [id],
    )
    assert.equal(count?.approvals, count?.grants)
    await assert.rejects(bench.approve(callAs('approver', institution), id), refusedAs('conflito'))
  })

  test('a refused grant opens nothing', async () => {
    const { analyst, approver } = newTeam()
    const person = await bench.addPerson()
    const { id } = await requestGrant(bench.context, analyst, grantInput(person.cpf))
    await bench.enrol(approver)
    assert.equal((await refuseGrant(bench.context, approver, { id, prova: PROOF })).situacao, 'recusada')
    await assert.rejects(
      findFile(bench.context, about(analyst, id), { cpf: person.cpf }),
      refusedAs('concessao_negada'),
    )
  })

  test('a request that nobody decided within a day has expired', async () => {
    const { analyst, approver } = newTeam()
    const { id } = await requestGrant(bench.context, analyst, grantInput(randomCpf()))
    await bench.sql(`UPDATE control.grant_request SET created_at = now() - interval '25 hours' WHERE id = $1`, [id])
    assert.equal((await getGrant(bench.context, analyst, { id })).situacao, 'expirada')
    await assert.rejects(bench.approve(approver, id), refusedAs('conflito'))
  })
})

describe('end-grant', () => {
  test('the next look-up is refused, whoever of the two ended it; ending again changes nothing', async () => {
    for (const who of ['analyst', 'approver'] as const) {
      const person = await bench.addPerson()
      const live = await bench.liveGrant(person.cpf)
      await findFile(bench.context, live.asking, { cpf: person.cpf })
      const ended = await endGrant(bench.context, live[who], { id: live.grantId })
      assert.equal(ended.situacao, 'encerrada')
      await assert.rejects(
        findFile(bench.context, again(live.asking), { cpf: person.cpf }),
        refusedAs('concessao_negada'),
      )
      assert.deepEqual(await endGrant(bench.context, live[who], { id: live.grantId }), ended)
    }
  })

  test('takes back one’s own request, but not another’s, and then nobody can approve it', async () => {
    const { institution, analyst, approver } = newTeam()
    const { id } = await requestGrant(bench.context, analyst, grantInput(randomCpf()))
    await assert.rejects(endGrant(bench.context, approver, { id }), refusedAs('conflito'))
    const colleague = callAs('analyst', institution)
    await assert.rejects(endGrant(bench.context, colleague, { id }), refusedAs('recurso_nao_encontrado'))
    assert.equal((await endGrant(bench.context, analyst, { id })).situacao, 'encerrada')
    await assert.rejects(bench.approve(approver, id), refusedAs('conflito'))
  })
})

describe('list-grants', () => {
  test('an approver sees the institution’s, newest first; an analyst their own; nobody another institution’s', async () => {
    const { institution, analyst, approver } = newTeam()
    const colleague = callAs('analyst', institution)
    const ids: string[] = []
    for (const call of [analyst, colleague, analyst]) {
      ids.push((await requestGrant(bench.context, again(call), grantInput(randomCpf()))).id)
    }
    const seenBy = async (call: Call<Permission>) =>
      (await listGrants(bench.context, call, {})).itens.map(({ id }) => id)
    assert.deepEqual(await seenBy(approver), ids.toReversed())
    assert.deepEqual(await seenBy(analyst), [ids[2], ids[0]])
    assert.deepEqual(await seenBy(newTeam().approver), [])
    await assert.rejects(getGrant(bench.context, colleague, { id: ids[0] }), refusedAs('recurso_nao_encontrado'))
    await assert.rejects(
      listGrants(bench.context, callAs('auditor', institution), {}),
      refusedAs('escopo_insuficiente'),
    )
  })

  test('pages by a cursor that is the caller’s own', async () => {
    const { analyst, approver } = newTeam()
    for (let count = 0; count < 5; count++) {
      await requestGrant(bench.context, again(analyst), grantInput(randomCpf()))
    }
    const seen = new Set<string>()
    let cursor: string | null = null
    do {
      const input = { limite: 2, ...(cursor === null ? {} : { cursor }) }
      const page: Awaited<ReturnType<typeof listGrants>> = await listGrants(bench.context, approver, input)
      for (const { id } of page.itens) seen.add(id)
      cursor = page.proximo
    } while (cursor !== null)
    assert.equal(seen.size, 5)
    const { proximo } = await listGrants(bench.context, approver, { limite: 2 })
    await assert.rejects(listGrants(bench.context, analyst, { cursor: proximo }), refusedAs('cursor_invalido'))
  })
})
