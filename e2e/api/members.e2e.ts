import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { LookUp, MemberCaller } from '#lib/gateway/index.ts'
import { type GrantId, randomId } from '#lib/kernel/ids.ts'
import { ask, expectFile, expectProblem, people } from './client.ts'
import { openPortalSide } from './portal-side.ts'

type PortalSide = Awaited<ReturnType<typeof openPortalSide>>
let portal: PortalSide
let analyst: MemberCaller
let approver: MemberCaller
let boreal: MemberCaller
/** A live grant over `people.indebted`, asked for by the analyst and approved by another person. */
let grantId: GrantId

function fileOf<File>(answer: LookUp<File>): File {
  assert.ok(answer.kind === 'found', JSON.stringify(answer))
  return answer.file
}

function refusalOf(answer: LookUp<unknown>): string {
  assert.ok(answer.kind === 'refused', JSON.stringify(answer))
  return answer.code
}

/** The same person in a request of its own: the inquiry before this one is never this request's. */
const anew = (member: MemberCaller): MemberCaller => ({ ...member, requestId: randomId('request') })

const PURPOSE = { purpose: 'analise_de_credito' } as const

before(async () => {
  portal = await openPortalSide()
  analyst = await portal.member('analyst')
  approver = await portal.member('approver')
  boreal = await portal.member('analyst', 'Cooperativa Boreal')
  const grant = await portal.grants.request(analyst, {
    cpf: people.indebted,
    ...PURPOSE,
    reason: 'Análise da proposta de crédito 2026-1',
    minutes: 30,
    uses: 20,
    relationship: 'PROP-2026-1',
  })
  const { id, situacao, solicitante } = fileOf(grant)
  assert.deepEqual([situacao, solicitante], ['pendente', analyst.email])
  grantId = id as GrantId
})
after(() => portal.close())

describe('file 1, under a grant', () => {
  test('no grant, a made-up grant and one that is not approved open nothing', async () => {
    const subject = { cpf: people.indebted }
    assert.equal(refusalOf(await portal.systems.sistema1(anew(analyst), subject, PURPOSE)), 'concessao_ausente')
    const made = 'con_0000000000000000000000' as GrantId
    assert.equal(
      refusalOf(await portal.systems.sistema1(anew(analyst), subject, { ...PURPOSE, grantId: made })),
      'concessao_negada',
    )
    assert.equal(
      refusalOf(await portal.systems.sistema1(anew(analyst), subject, { ...PURPOSE, grantId })),
      'concessao_negada',
    )
  })

  test('whoever asked for a grant, or belongs elsewhere, does not approve it', async () => {
    assert.equal(
      refusalOf(await portal.grants.approve(analyst, grantId, portal.proofOf(approver.email))),
      'escopo_insuficiente',
    )
    assert.equal((await portal.grants.approve(boreal, grantId, portal.proofOf(approver.email))).kind, 'refused')
    assert.equal(refusalOf(await portal.grants.find(boreal, grantId)), 'recurso_nao_encontrado')
  })

  test('approved, it opens the debts of its person and of nobody else', async () => {
    const approved = fileOf(await portal.grants.approve(approver, grantId, portal.proofOf(approver.email)))
    assert.deepEqual([approved.situacao, approved.aprovacoes.length], ['aprovada', 1])
    const file = fileOf(await portal.systems.sistema1(anew(analyst), { cpf: people.indebted }, { ...PURPOSE, grantId }))
    assert.match(file.cpf, /^\*\*\*\.\d{3}\.\d{3}-\*\*$/)
    assert.ok(file.dividas.itens.length >= 4)
    const sum = file.dividas.itens.reduce((cents, { valor }) => cents + Math.round(Number(valor) * 100), 0)
    assert.equal(Math.round(Number(file.dividas.total) * 100), sum)
    // A person who exists and one who doesn't are refused alike.
    for (const cpf of [people.plain, '52998224725']) {
      const answer = await portal.systems.sistema1(anew(analyst), { cpf }, { ...PURPOSE, grantId })
      assert.equal(refusalOf(answer), 'concessao_negada')
    }
    assert.equal(
      refusalOf(await portal.systems.sistema1(anew(boreal), { cpf: people.indebted }, { ...PURPOSE, grantId })),
      'concessao_negada',
    )
  })

  test('tells the inquiry before, spends a use each time, and ends when told to', async () => {
    const look = () => portal.systems.sistema1(anew(analyst), { cpf: people.indebted }, { ...PURPOSE, grantId })
    const uses = async () => fileOf(await portal.grants.find(analyst, grantId)).usos_restantes
    const left = await uses()
    const file = fileOf(await look())
    assert.equal(file.ultima_consulta?.usuario, analyst.email)
    assert.equal(file.ultima_consulta?.ip, analyst.ip)
    assert.equal(await uses(), left - 1)
    const refusedInput = await portal.systems.sistema1(anew(analyst), { cpf: '123' }, { ...PURPOSE, grantId })
    assert.equal(refusalOf(refusedInput), 'cpf_tamanho')
    assert.equal(await uses(), left - 1)
    assert.equal(fileOf(await portal.grants.end(analyst, grantId)).situacao, 'encerrada')
    assert.equal(refusalOf(await look()), 'concessao_negada')
  })
})

describe('file 2', () => {
  test('has every block, a score with reasons and the debts asked of sistema1', async () => {
    const file = fileOf(await portal.systems.sistema2(anew(analyst), { cpf: people.indebted }, PURPOSE))
    assert.match(file.cpf, /^\*\*\*\.\d{3}\.\d{3}-\*\*$/)
    assert.ok('valor' in file.score && file.score.situacao === 'calculado' && file.score.motivos.length > 0)
    assert.ok('quantidade' in file.dividas && file.dividas.quantidade >= 4)
    const plain = fileOf(await portal.systems.sistema2(anew(analyst), { cpf: people.plain }, PURPOSE))
    assert.ok('quantidade' in plain.dividas && plain.dividas.quantidade === 0)
    assert.ok('fonte' in plain.renda && 'itens' in plain.bens && 'cidade' in plain.endereco)
  })

  test('a thin file has no score, and says why', async () => {
    const file = fileOf(await portal.systems.sistema2(anew(analyst), { cpf: people.no_score }, PURPOSE))
    assert.ok('valor' in file.score)
    assert.deepEqual([file.score.situacao, file.score.valor], ['sem_score', null])
    assert.ok(file.score.motivos.length > 0)
  })

  test('another institution sees when a person was looked up, not by whom', async () => {
    await portal.systems.sistema2(anew(analyst), { cpf: people.plain }, PURPOSE)
    const seen = fileOf(await portal.systems.sistema2(anew(boreal), { cpf: people.plain }, PURPOSE)).ultima_consulta
    assert.ok(seen && !Number.isNaN(Date.parse(seen.em)))
    assert.deepEqual([seen.ip, seen.usuario], [null, null])
    const own = fileOf(await portal.systems.sistema2(anew(boreal), { cpf: people.plain }, PURPOSE)).ultima_consulta
    assert.deepEqual([own?.ip, own?.usuario], [boreal.ip, boreal.email])
  })
})

describe('file 3, asked by the portal', () => {
  test('names the member in the ledger, and shows movements only with a consent to his institution', async () => {
    const look = (member: MemberCaller) => portal.systems.sistema3(anew(member), { cpf: people.plain }, PURPOSE)
    await look(analyst)
    const file = fileOf(await look(analyst))
    assert.deepEqual([file.ultima_consulta?.usuario, file.ultima_consulta?.ip], [analyst.email, analyst.ip])
    assert.ok('itens' in file.movimentacoes)
    assert.match(file.cpf, /^\*\*\*/)
    const foreign = fileOf(await look(boreal))
    assert.deepEqual(foreign.movimentacoes, { situacao: 'nao_autorizado' })
    assert.deepEqual(foreign.ultima_compra_cartao, { situacao: 'nao_autorizado' })
    assert.deepEqual([foreign.ultima_consulta?.usuario, foreign.ultima_consulta?.ip], [null, null])
  })
})

describe('a member’s token at the public door', () => {
  test('opens its own audience and no other', async () => {
    const { tokenFor } = portal
    const forSistema1 = await tokenFor(analyst.sessionId, 'sistema1')
    const forSistema2 = await tokenFor(analyst.sessionId, 'sistema2')
    expectFile(await ask(`/v1/sistema2/${people.plain}`, { bearer: forSistema2 }))
    expectProblem(await ask(`/v1/sistema2/${people.plain}`, { bearer: forSistema1 }), 401, 'credencial_invalida')
    expectProblem(await ask(`/v1/sistema1/${people.plain}`, { bearer: forSistema2 }), 401, 'credencial_invalida')
    expectProblem(await ask(`/v1/sistema1/${people.plain}`, { bearer: forSistema1 }), 403, 'concessao_ausente')
    expectProblem(await ask(`/v1/sistema3/${people.plain}`, { bearer: forSistema2 }), 401, 'credencial_invalida')
  })

  test('changed in one character is no token', async () => {
    const token = await portal.tokenFor(analyst.sessionId, 'sistema2')
    const [header = '', payload = '', signature = ''] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const forged = Buffer.from(JSON.stringify({ ...claims, instituicao: boreal.institutionId })).toString('base64url')
    for (const bearer of [`${header}.${forged}.${signature}`, `${header}.${payload}.`, `${token}x`]) {
      expectProblem(await ask(`/v1/sistema2/${people.plain}`, { bearer }), 401, 'credencial_invalida')
    }
  })

  test('is not given to roles that look nobody up', async () => {
    const { sessionId } = await portal.member('approver')
    assert.equal((await portal.tokens.tokenFor(sessionId, 'sistema2')).kind, 'refused')
  })
})
