import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import { type CryptoKey, importPKCS8, importSPKI } from 'jose'
import { formatBasic } from '#lib/access/basic.ts'
import type { Role } from '#lib/access/roles.ts'
import { verifyMemberStatement } from '#lib/access/statement.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { type GrantId, type InstitutionId, type MemberId, type RequestId, randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createAsk } from './ask.ts'
import { createGrantsGateway } from './grants.ts'
import type { HttpCall, HttpClient, HttpOutcome } from './http-client.ts'
import type { MemberCaller } from './member-caller.ts'
import type { MemberTokenOutcome, MemberTokens } from './member-tokens.ts'
import { createSystemsGateway } from './systems.ts'

const PORTAL_KEY = { id: `crk_live_${'1'.repeat(22)}`, secret: `crs_live_${'2'.repeat(49)}` }
const MOVEMENT_FILE = {
  cpf: '***.456.789-**',
  ultima_consulta_bureau: { situacao: 'nao_autorizado' },
  movimentacoes: { situacao: 'nao_autorizado' },
  ultima_compra_cartao: { situacao: 'nao_autorizado' },
  ultima_consulta: null,
  atualizado_em: '2026-07-01T12:00:00.000Z',
}

const caller = (role: Role = 'analyst'): MemberCaller => ({
  sessionId: randomId('session'),
  memberId: randomId('member') as MemberId,
  email: 'ana@aurora.example',
  institutionId: randomId('institution') as InstitutionId,
  role,
  purposes: ['analise_de_credito', 'risco_financeiro'],
  ip: '203.0.113.7',
  requestId: randomId('request') as RequestId,
  language: 'en',
})

async function statementKeys(): Promise<{ privateKey: CryptoKey; publicKey: CryptoKey }> {
  const pair = generateKeyPairSync('ed25519')
  return {
    privateKey: await importPKCS8(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'EdDSA'),
    publicKey: await importSPKI(pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'EdDSA'),
  }
}

type SetUp = { answer?: Partial<Extract<HttpOutcome, { kind: 'answered' }>>; token?: MemberTokenOutcome }

async function setUp({ answer = {}, token = { kind: 'issued', token: 'a.b.c' } }: SetUp = {}) {
  const keys = await statementKeys()
  const calls: HttpCall[] = []
  const forgotten: string[] = []
  const client = (dependency: HttpClient['dependency']): HttpClient => ({
    dependency,
    async send(call) {
      calls.push(call)
      const body = Buffer.from(JSON.stringify(MOVEMENT_FILE))
      return { kind: 'answered', status: 200, headers: new Map(), body, tookMs: 3, ...answer }
    },
    async close() {},
  })
  const tokens: MemberTokens = {
    tokenFor: async () => token,
    forget: (session) => forgotten.push(session),
  }
  const clients = { sistema1: client('sistema1'), sistema2: client('sistema2'), sistema3: client('sistema3') }
  const ask = createAsk({
    clients,
    tokens,
    portalKey: { id: PORTAL_KEY.id, secret: new Redacted(PORTAL_KEY.secret) },
    statementKey: keys.privateKey,
    clock: systemClock,
  })
  const systems = createSystemsGateway({ ask, tokens })
  return { systems, grants: createGrantsGateway(clients.sistema1, tokens), calls, forgotten, publicKey: keys.publicKey }
}

describe('a look-up for a member', () => {
  test('at sistema3 carries the portal’s credential and a statement of who asks', async () => {
    const { systems, calls, publicKey } = await setUp()
    const member = caller()
    const answer = await systems.sistema3(
      member,
      { cpf: '52998224725' },
      { purpose: 'risco_financeiro', relationship: 'PROP-1', filters: { limite: 5 } },
    )
    assert.ok(answer.kind === 'found')
    assert.equal(answer.file.cpf, '***.456.789-**')
    const { method, path, body, headers = {} } = calls[0] ?? {}
    assert.deepEqual([method, path], ['POST', '/v1/sistema3/consultas'])
    assert.deepEqual(JSON.parse(String(body)), { cpf: '52998224725', limite: 5 })
    assert.equal(headers.authorization, formatBasic(PORTAL_KEY.id, PORTAL_KEY.secret))
    assert.equal(headers['x-forwarded-for'], member.ip)
    assert.equal(headers['x-request-id'], member.requestId)
    assert.equal(headers['accept-language'], 'en')
    assert.deepEqual([headers.finalidade, headers.relacao], ['risco_financeiro', 'PROP-1'])
    const claims = await verifyMemberStatement(headers.Membro ?? '', publicKey, systemClock)
    assert.equal(claims.email, member.email)
    assert.equal(claims.sessao, member.sessionId)
    assert.equal(claims.scope, 'sistema3:consultar')
  })

  test('at sistema1 and 2 carries the member’s own token, and the grant', async () => {
    const { systems, calls } = await setUp()
    const grantId = randomId('grant') as GrantId
    await systems.sistema1(caller(), { cpf: '52998224725' }, { purpose: 'analise_de_credito', grantId })
    await systems.sistema2(caller(), { cpf: '52998224725' }, { purpose: 'analise_de_credito' })
    assert.deepEqual(
      calls.map(({ path, headers }) => [path, headers?.authorization, headers?.concessao]),
      [
        ['/v1/sistema1/consultas', 'Bearer a.b.c', grantId],
        ['/v1/sistema2/consultas', 'Bearer a.b.c', undefined],
      ],
    )
    assert.ok(calls.every(({ headers }) => headers?.Membro === undefined))
  })

  test('is refused here for a role that may not ask, without a call', async () => {
    const { systems, calls } = await setUp()
    for (const role of ['admin', 'auditor', 'operator'] as const) {
      for (const system of ['sistema1', 'sistema2', 'sistema3'] as const) {
        const answer = await systems[system](caller(role), { cpf: '1' }, { purpose: 'analise_de_credito' })
        assert.ok(answer.kind === 'refused')
        assert.equal(answer.code, 'escopo_insuficiente')
      }
    }
    assert.equal(calls.length, 0)
  })

  test('says whether the session is over, or tokens can’t be had', async () => {
    const over = await setUp({ token: { kind: 'refused', code: 'credencial_invalida' } })
    const answer = await over.systems.sistema2(caller(), { cpf: '1' }, { purpose: 'analise_de_credito' })
    assert.ok(answer.kind === 'refused')
    assert.equal(answer.code, 'credencial_invalida')
    const down = await setUp({ token: { kind: 'unavailable' } })
    const outage = await down.systems.sistema1(caller(), { cpf: '1' }, { purpose: 'analise_de_credito' })
    assert.equal(outage.kind, 'unavailable')
    assert.equal(over.calls.length + down.calls.length, 0)
  })

  test('drops the session’s tokens when a system refuses one', async () => {
    const { systems, forgotten } = await setUp({ answer: { status: 401 } })
    const member = caller()
    await systems.sistema2(member, { cpf: '1' }, { purpose: 'analise_de_credito' })
    assert.deepEqual(forgotten, [member.sessionId])
  })

  test('can be shown as it went, without its credential', async () => {
    const { systems } = await setUp({ answer: { headers: new Map([['ratelimit', '"burst";r=1;t=1']]) } })
    const member = caller()
    for (const system of ['sistema1', 'sistema3'] as const) {
      const shown = await systems.show(system, member, { cpf: '1' }, { purpose: 'analise_de_credito' })
      assert.ok(shown.kind === 'answered')
      assert.equal(shown.request.path, `/v1/${system}/consultas`)
      assert.equal(shown.headers.ratelimit, '"burst";r=1;t=1')
      assert.equal(JSON.parse(shown.body).cpf, '***.456.789-**')
      const text = JSON.stringify(shown.request)
      for (const secret of ['a.b.c', PORTAL_KEY.secret, 'authorization', 'Membro']) assert.ok(!text.includes(secret))
    }
  })
})

describe('grants', () => {
  const GRANT = {
    id: 'con_1',
    situacao: 'pendente',
    escopo: 'pessoa',
    cpf: '***.982.247-**',
    cpfs: [],
    relacao: null,
    minutos: 30,
    finalidade: 'analise_de_credito',
    motivo: 'Proposta de crédito em análise',
    criada_em: '2026-07-01T12:00:00.000Z',
    vale_de: null,
    expira_em: null,
    usos: 10,
    usos_restantes: 10,
    aprovacoes: [],
    solicitante: 'ana@aurora.example',
  }

  test('are asked for in the words of the wire', async () => {
    const { grants, calls } = await setUp({ answer: { status: 201, body: Buffer.from(JSON.stringify(GRANT)) } })
    const answer = await grants.request(caller(), {
      cpf: '52998224725',
      purpose: 'analise_de_credito',
      reason: 'Proposta de crédito em análise',
      minutes: 30,
      relationship: 'PROP-1',
    })
    assert.ok(answer.kind === 'found')
    assert.equal(answer.file.solicitante, 'ana@aurora.example')
    assert.deepEqual([calls[0]?.method, calls[0]?.path], ['POST', '/interno/concessoes'])
    assert.deepEqual(JSON.parse(String(calls[0]?.body)), {
      cpf: '52998224725',
      finalidade: 'analise_de_credito',
      motivo: 'Proposta de crédito em análise',
      minutos: 30,
      relacao: 'PROP-1',
    })
  })

  test('are listed, decided and ended each by its own call', async () => {
    const { grants, calls } = await setUp({ answer: { body: Buffer.from(JSON.stringify(GRANT)) } })
    const id = 'con_1' as GrantId
    await grants.list(caller(), { limit: 5, cursor: 'a+b' })
    await grants.list(caller())
    await grants.find(caller(), id)
    const proof = { senha: 'oito cajus ao relento', codigo: '123456' }
    await grants.approve(caller('approver'), id, proof)
    await grants.refuse(caller('approver'), id, proof)
    assert.deepEqual(
      calls.slice(-2).map(({ body }) => JSON.parse(String(body))),
      [{ prova: proof }, { prova: proof }],
    )
    await grants.end(caller(), '../resumo' as GrantId)
    assert.deepEqual(
      calls.map(({ method, path }) => `${method} ${path}`),
      [
        'GET /interno/concessoes?limite=5&cursor=a%2Bb',
        'GET /interno/concessoes',
        'GET /interno/concessoes/con_1',
        'POST /interno/concessoes/con_1/aprovar',
        'POST /interno/concessoes/con_1/recusar',
        'DELETE /interno/concessoes/..%2Fresumo',
      ],
    )
  })
})
