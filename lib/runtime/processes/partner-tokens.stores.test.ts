import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import { formatBasic } from '#lib/access/basic.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import type { Call } from '#lib/kernel/call.ts'
import { type AccessKeyId, type GrantId, type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { DEMO_PEOPLE } from '#lib/population/demo.ts'
import { askerOf } from '#lib/systems/debts/context.ts'
import { addMandate } from '#lib/systems/debts/mandate-test-bench.ts'
import { requestGrant } from '#lib/systems/debts/operations/request-grant.ts'
import { type Bench, callAs, grantInput, openBench } from '#lib/systems/debts/test-bench.ts'
import { type Answer, type PartnerSide, startPartnerSide, type TestKey } from './partner-test-bench.ts'

const SISTEMA2 = 'sistema2:score sistema2:cadastro dividas:resumo'
/** What the contract allows from a revocation to the refusal, everywhere. */
const WITHIN_MS = 1_000

let side: PartnerSide
let debts: Bench
let institution: InstitutionId
before(async () => {
  side = await startPartnerSide()
  debts = openBench()
  institution = side.members.institutionId
  await addMandate(debts, institution)
})
after(async () => {
  await Promise.all([side?.close(), debts?.close()])
})

/** A live grant of a key over a person with one visible debt. */
async function addGrant(key: TestKey): Promise<{ grant: string; cpf: string }> {
  const { cpf } = await debts.addPerson([{ amount_cents: 84_312 }])
  // A key's own id, as it was made.
  const id = key.id as AccessKeyId
  const call: Call<Permission> = {
    ...callAs('analyst', institution),
    actor: {
      kind: 'key',
      id,
      label: id,
      institutionId: institution,
      permissions: new Set(['concessoes:solicitar']),
      purposes: PURPOSES,
    },
  }
  const grant = await requestGrant(debts.context, call, grantInput(cpf))
  await debts.approve(callAs('approver', institution), grant.id as GrantId)
  return { grant: grant.id, cpf }
}

const plain = () => side.people.person(DEMO_PEOPLE.plain).cpf
const atSistema1 = (token: string, { grant, cpf }: { grant: string; cpf: string }) =>
  side.ask(`/v1/sistema1/${cpf}`, side.bearer(token, { concessao: grant }))
const atSistema2 = (token: string) => side.ask(`/v1/sistema2/${plain()}`, side.bearer(token))
const codeOf = ({ status, body }: Answer) => [status, body.codigo]

/** Asks until the answer is the refusal, and says how long that took. */
async function refusedAfter(ask: () => Promise<Answer>): Promise<number> {
  const began = performance.now()
  for (;;) {
    const answer = await ask()
    const took = performance.now() - began
    if (answer.status === 401) return took
    assert.ok(took < 5_000, `still ${answer.status} ${JSON.stringify(answer.body)}`)
    await pause(20)
  }
}

describe('the whole path of a key', () => {
  test('a token and a live grant open a file at sistema1; either alone opens nothing', async () => {
    const key = await side.addKey(['sistema1:consultar', 'sistema1:identificar'])
    const granted = await addGrant(key)
    const token = await side.tokenOf(key, 'sistema1:consultar')
    const { status, body } = await atSistema1(token, granted)
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal((body.dividas as { total: string }).total, '843.12')
    assert.match(String(body.cpf), /^\*{3}\./)
    const [row] = (await debts.ledger({ grantId: granted.grant })).filter(({ event }) => event === 'debts.file_opened')
    assert.deepEqual([row?.actor_label, row?.ip, row?.outcome], [key.id, '203.0.113.7', 'concluida'])

    assert.deepEqual(codeOf(await side.ask(`/v1/sistema1/${granted.cpf}`, side.bearer(token))), [
      403,
      'concessao_ausente',
    ])
    const other = await side.tokenOf(await side.addKey(['sistema1:consultar']), 'sistema1:consultar')
    assert.deepEqual(codeOf(await atSistema1(other, granted)), [403, 'concessao_negada'])
    const asBasic = { headers: { authorization: formatBasic(key.id, key.secret), concessao: granted.grant } }
    assert.deepEqual(codeOf(await side.ask(`/v1/sistema1/${granted.cpf}`, asBasic)), [401, 'credencial_invalida'])
    const whole = await atSistema1(await side.tokenOf(key, 'sistema1:consultar sistema1:identificar'), granted)
    assert.equal(whole.body.cpf, granted.cpf)
  })

  test('a token of sistema2 gives the file with the score, and debts asked of sistema1 in the key’s name', async () => {
    const key = await side.addKey(['sistema2:score', 'sistema2:cadastro', 'dividas:resumo'])
    const { status, body } = await atSistema2(await side.tokenOf(key, SISTEMA2))
    assert.equal(status, 200, JSON.stringify(body))
    assert.partialDeepStrictEqual(body, { dividas: { quantidade: 0 }, score: { situacao: 'calculado' } })
    const [row] = await debts.sql<{ actor_kind: string; event: string }>(
      'SELECT actor_kind, event FROM control.inquiry WHERE actor_id = $1',
      [key.id],
    )
    assert.deepEqual(row, { actor_kind: 'key', event: 'debts.summarized' })
  })

  test('purposes are the key’s own', async () => {
    const key = await side.addKey(['sistema2:score'], { purposes: ['venda_a_prazo'] })
    const token = await side.tokenOf(key, 'sistema2:score')
    assert.deepEqual(decodeJwt(token).finalidades, ['venda_a_prazo'])
    const stating = (finalidade: string) => side.ask(`/v1/sistema2/${plain()}`, side.bearer(token, { finalidade }))
    assert.equal((await stating('venda_a_prazo')).status, 200)
    assert.deepEqual(codeOf(await stating('risco_financeiro')), [403, 'finalidade_nao_permitida'])
  })

  test('a token is for one system, one scope, and the key’s addresses', async () => {
    const key = await side.addKey(['sistema1:consultar', 'sistema2:score'], { ips: ['203.0.113.0/24'] })
    const forSistema1 = await side.tokenOf(key, 'sistema1:consultar')
    const forSistema2 = await side.tokenOf(key, 'sistema2:score')
    assert.deepEqual(codeOf(await atSistema2(forSistema1)), [401, 'credencial_invalida'])
    assert.deepEqual(codeOf(await side.ask(`/v1/sistema1/${plain()}`, side.bearer(forSistema2))), [
      401,
      'credencial_invalida',
    ])
    assert.equal((await atSistema2(forSistema2)).status, 200)
    for (const [system, token] of [
      ['sistema1', forSistema1],
      ['sistema2', forSistema2],
    ] as const) {
      const elsewhere = await side.ask(`/v1/${system}/${plain()}`, side.bearer(token), '198.51.100.1')
      assert.deepEqual(codeOf(elsewhere), [403, 'ip_nao_permitido'])
    }
    const form = { grant_type: 'client_credentials', scope: 'sistema2:score' }
    const elsewhere = await side.oauth('token', key, form, '198.51.100.1')
    assert.deepEqual([elsewhere.status, elsewhere.body.error], [400, 'unauthorized_client'])
  })

  test('test keys get no token until their sandbox is there', async () => {
    const key = await side.addKey(['sistema2:score'], { environment: 'test' })
    const { status, body } = await side.oauth('token', key, {
      grant_type: 'client_credentials',
      scope: 'sistema2:score',
    })
    assert.deepEqual([status, body.error], [401, 'invalid_client'])
  })
})

describe('what ends holds everywhere within a second', () => {
  async function aKeyAtWork() {
    const key = await side.addKey(['sistema1:consultar', 'sistema2:score'])
    const granted = await addGrant(key)
    const [one, two] = [await side.tokenOf(key, 'sistema1:consultar'), await side.tokenOf(key, 'sistema2:score')]
    assert.equal((await atSistema1(one, granted)).status, 200)
    assert.equal((await atSistema2(two)).status, 200)
    const refusals = () =>
      Promise.all([refusedAfter(() => atSistema1(one, granted)), refusedAfter(() => atSistema2(two))])
    return { key, granted, one, two, refusals }
  }

  test('a revoked token: inactive in introspection at once, refused by sistema1 and sistema2', async () => {
    const { key, one, two, refusals } = await aKeyAtWork()
    for (const token of [one, two]) {
      assert.equal((await side.oauth('introspect', key, { token })).body.active, true)
      const revoked = await side.oauth('revoke', key, { token })
      assert.deepEqual([revoked.status, revoked.body], [200, {}])
      assert.deepEqual((await side.oauth('introspect', key, { token })).body, { active: false })
    }
    for (const took of await refusals()) assert.ok(took < WITHIN_MS, `${took} ms`)
    // The key itself goes on, and a token of another life is good.
    assert.equal((await atSistema2(await side.tokenOf(key, 'sistema2:score'))).status, 200)
  })

  test('a suspended key: no token at once, and those it has are refused', async () => {
    const { key, refusals } = await aKeyAtWork()
    await side.members.inspector.accessKey.update({ where: { id: key.id }, data: { status: 'suspensa' } })
    const asked = await side.oauth('token', key, { grant_type: 'client_credentials', scope: 'sistema2:score' })
    assert.deepEqual([asked.status, asked.body.error], [401, 'invalid_client'])
    for (const took of await refusals()) assert.ok(took < WITHIN_MS, `${took} ms`)
  })

  test('a session that ends takes the tokens made from it along', async () => {
    const { services, callIn, addMember, signInAs } = side.members
    const session = await signInAs(await addMember('analyst'))
    await side.bringToNow(session)
    const [one, two] = [await side.memberToken(session, 'sistema1'), await side.memberToken(session, 'sistema2')]
    const granted = { grant: 'con_0000000000000000000000', cpf: plain() }
    assert.deepEqual(codeOf(await atSistema1(one, granted)), [403, 'concessao_negada'])
    assert.equal((await atSistema2(two)).status, 200)
    await services.signOut(await callIn(session), {})
    const refusals = [refusedAfter(() => atSistema1(one, granted)), refusedAfter(() => atSistema2(two))]
    for (const took of await Promise.all(refusals)) assert.ok(took < WITHIN_MS, `${took} ms`)
  })

  test('a database that has the denial refuses what the door let in a moment ago, and spends no use', async () => {
    const { key, granted, one } = await aKeyAtWork()
    const { jti = '', iat = 0 } = decodeJwt(one)
    const { subjects, files } = debts.context
    // The same person and grant as the door admitted, asked for by hand once the denial is in Base A.
    const subject = subjects.indexOf(granted.cpf as never)
    const grantId = granted.grant as GrantId
    const asker = {
      ...askerOf({ ...callAs('analyst', institution), grantId }, randomId),
      actorKind: 'key' as const,
      actorId: key.id,
    }
    const access = { asker, grantId, subject, secret: subjects.grantSecret(grantId, subject) }
    const token = { id: jti, sessionId: null, issuedAt: new Date(iat * 1_000) }
    const now = new Date()
    const denial = { kind: 'token' as const, subject: jti, deniedAt: now, expiresAt: new Date(now.getTime() + 300_000) }
    await debts.context.grants.storeTokenDenials({ readAt: now, denials: [denial] })
    await assert.rejects(
      files.withGrant({ ...access, token }, async () => assert.fail('it was opened')),
      { code: 'credencial_invalida' },
    )
    const [last] = (await debts.ledger({ grantId })).slice(-1)
    assert.deepEqual([last?.opened, last?.outcome, last?.code], [false, 'negada', 'credencial_invalida'])
  })
})
