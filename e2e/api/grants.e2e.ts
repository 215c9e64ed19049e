import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { MemberCaller } from '#lib/gateway/index.ts'
import { type GrantId, randomId } from '#lib/kernel/ids.ts'
import { DebtFileSchema, GrantPageSchema, GrantSchema } from '#lib/systems/debts/schemas.ts'
import { readDemo } from '../fixtures/instance.ts'
import { type Answer, type Ask, ask, expectFile, expectProblem, keys, people, tokenFor } from './client.ts'
import { openPortalSide } from './portal-side.ts'

const PATH = '/v1/concessoes'
const FINALIDADE = 'analise_de_credito'
const request = {
  cpf: people.plain,
  finalidade: FINALIDADE,
  motivo: 'Análise da proposta de crédito 2026-7',
  minutos: 10,
  usos: 3,
  relacao: 'PROP-2026-7',
}

let portal: Awaited<ReturnType<typeof openPortalSide>>
let bruno: MemberCaller
before(async () => {
  portal = await openPortalSide()
  bruno = await portal.member('bruno@aurora.example')
})
after(() => portal.close())

function grantOf(answer: Answer, status: 200 | 201 = 200) {
  assert.equal(answer.status, status, answer.text)
  assert.equal(answer.headers['cache-control'], 'no-store')
  return GrantSchema.parse(answer.json)
}

/** Asks for a grant and has it approved by bruno, as he would in the portal. */
async function approvedGrant(way: Ask): Promise<GrantId> {
  const asked = await ask(PATH, { ...way, json: request })
  const grant = grantOf(asked, 201)
  assert.equal(asked.headers.location, `${PATH}/${grant.id}`)
  assert.deepEqual([grant.situacao, grant.solicitante, grant.relacao], ['pendente', keys.complete.id, 'PROP-2026-7'])
  assert.match(String(grant.cpf), /^\*{3}\.\d{3}\.\d{3}-\*\*$/)
  // The shape was just checked by the answer's own schema.
  const id = grant.id as GrantId
  const approved = await portal.grants.approve(
    { ...bruno, requestId: randomId('request') },
    id,
    portal.proofOf(bruno.email),
  )
  assert.ok(approved.kind === 'found', JSON.stringify(approved))
  assert.deepEqual(
    approved.file.aprovacoes.map(({ por }) => por),
    [bruno.email],
  )
  return id
}

describe('a grant by API', () => {
  for (const way of ['Basic', 'Bearer'] as const) {
    test(`by ${way}: asked for, approved by another person, used at sistema1 and ended`, async () => {
      const by: Ask =
        way === 'Basic' ? { key: keys.complete } : { bearer: await tokenFor(keys.complete, 'concessoes:solicitar') }
      const id = await approvedGrant(by)
      const bearer = await tokenFor(keys.complete, 'sistema1:consultar')
      const look = () =>
        ask(`/v1/sistema1/${people.plain}`, { bearer, headers: { concessao: id, finalidade: FINALIDADE } })
      const file = DebtFileSchema.parse(expectFile(await look()))
      assert.match(file.cpf, /^\*{3}/)
      const seen = grantOf(await ask(`${PATH}/${id}`, by))
      assert.deepEqual([seen.situacao, seen.usos_restantes], ['aprovada', 2])
      const page = GrantPageSchema.parse((await ask(`${PATH}?limite=1`, by)).json)
      assert.equal(page.itens[0]?.id, id)

      assert.equal(grantOf(await ask(`${PATH}/${id}`, { ...by, method: 'DELETE' })).situacao, 'encerrada')
      expectProblem(await look(), 403, 'concessao_negada')
      assert.equal(grantOf(await ask(`${PATH}/${id}`, { ...by, method: 'DELETE' })).situacao, 'encerrada')
    })
  }

  test('not yet approved opens nothing; withdrawn, it can’t be approved any more', async () => {
    const { id } = grantOf(await ask(PATH, { key: keys.complete, json: request }), 201)
    const bearer = await tokenFor(keys.complete, 'sistema1:consultar')
    const headers = { concessao: id, finalidade: FINALIDADE }
    expectProblem(await ask(`/v1/sistema1/${people.plain}`, { bearer, headers }), 403, 'concessao_negada')
    grantOf(await ask(`${PATH}/${id}`, { key: keys.complete, method: 'DELETE' }))
    const late = await portal.grants.approve(
      { ...bruno, requestId: randomId('request') },
      id as GrantId,
      portal.proofOf(bruno.email),
    )
    assert.ok(late.kind === 'refused' && late.code === 'conflito', JSON.stringify(late))
  })

  test('is nobody else’s: another institution’s key is told that it isn’t there', async () => {
    const { id } = grantOf(await ask(PATH, { key: keys.complete, json: request }), 201)
    for (const method of ['GET', 'DELETE'] as const) {
      expectProblem(await ask(`${PATH}/${id}`, { key: keys.boreal, method }), 404, 'recurso_nao_encontrado')
    }
    const page = GrantPageSchema.parse((await ask(`${PATH}?limite=100`, { key: keys.boreal })).json)
    assert.ok(page.itens.every(({ solicitante }) => solicitante === keys.boreal.id))
    assert.equal(grantOf(await ask(`${PATH}/${id}`, { key: keys.complete })).situacao, 'pendente')
    grantOf(await ask(`${PATH}/${id}`, { key: keys.complete, method: 'DELETE' }))
  })

  test('is decided on by no key: there is no such path', async () => {
    for (const act of ['aprovar', 'recusar']) {
      const answer = await ask(`${PATH}/con_${'0'.repeat(22)}/${act}`, { key: keys.complete, json: {} })
      expectProblem(answer, 404, 'rota_desconhecida')
    }
  })

  test('the answer does not tell whether a person exists', async () => {
    const nobody = grantOf(await ask(PATH, { key: keys.complete, json: { ...request, cpf: '52998224725' } }), 201)
    assert.equal(nobody.situacao, 'pendente')
    grantOf(await ask(`${PATH}/${nobody.id}`, { key: keys.complete, method: 'DELETE' }))
  })
})

describe('the credential at these doors', () => {
  test('of another audience, wrong, of a test key or missing: one refusal', async () => {
    const test = readDemo().keys.find(({ id }) => id.startsWith('crk_test_'))
    const ways: Ask[] = [
      {},
      { key: { ...keys.complete, secret: keys.boreal.secret } },
      { bearer: await tokenFor(keys.complete, 'sistema1:consultar') },
      ...(test ? [{ key: test }] : []),
    ]
    for (const way of ways) {
      const answer = await ask(PATH, way)
      expectProblem(answer, 401, 'credencial_invalida')
      assert.match(String(answer.headers['www-authenticate']), /^Basic .*, Bearer /)
    }
  })

  test('without the scope does nothing', async () => {
    expectProblem(await ask(PATH, { key: keys.free, json: request }), 403, 'escopo_insuficiente')
    // No key of the demo belongs to a source.
    const debt = { chave: 'X-1', cpf: people.plain, credor: 'Loja', contrato: '1', modalidade: 'CREDIARIO' }
    const row = { ...debt, valor: '10.00', criada_em: '2026-01-12', vencimento: '2026-02-12', situacao: 'a_vencer' }
    const sent = await ask('/v1/fontes/dividas', { key: keys.complete, json: { itens: [row] } })
    expectProblem(sent, 403, 'escopo_insuficiente')
    const odd = await ask('/v1/fontes/dividas', { key: keys.complete, json: { itens: [{ ...row, cpf: '123' }] } })
    assert.deepEqual(expectProblem(odd, 400, 'cpf_tamanho').campos?.[0]?.campo, 'itens.0.cpf')
  })
})
