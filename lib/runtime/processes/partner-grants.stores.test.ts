import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { formatBasic } from '#lib/access/basic.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import { GrantPageSchema, GrantSchema } from '#lib/systems/debts/schemas.ts'
import { type Bench, callAs, daysAgo, grantInput, openBench, randomCpf } from '#lib/systems/debts/test-bench.ts'
import { type Answer, type PartnerSide, startPartnerSide, type TestKey } from './partner-test-bench.ts'

const SCOPES = ['concessoes:solicitar', 'sistema1:consultar'] as const
const PATH = '/v1/concessoes'

let side: PartnerSide
let debts: Bench
before(async () => {
  side = await startPartnerSide()
  debts = openBench()
})
after(async () => {
  await Promise.all([side?.close(), debts?.close()])
})

const basic = ({ id, secret }: TestKey) => ({ authorization: formatBasic(id, secret) })
const call = (headers: Record<string, string>, path: string, method = 'GET', body?: unknown, peer?: string) =>
  side.ask(
    path,
    body === undefined
      ? { method, headers }
      : { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) },
    peer,
  )
const codeOf = ({ status, body }: Answer) => [status, body.codigo]
const approve = (id: string) => debts.approve(callAs('approver', side.members.institutionId), id as GrantId)

describe('grants for a key', () => {
  for (const way of ['Basic', 'Bearer'] as const) {
    test(`by ${way}: asked for, approved by a person, used and ended`, async () => {
      const key = await side.addKey(SCOPES)
      const headers =
        way === 'Basic' ? basic(key) : side.bearer(await side.tokenOf(key, 'concessoes:solicitar')).headers
      const { cpf } = await debts.addPerson([{ amount_cents: 84_312 }])

      const asked = await call(headers, PATH, 'POST', grantInput(cpf))
      assert.equal(asked.status, 201, JSON.stringify(asked.body))
      const grant = GrantSchema.parse(asked.body)
      assert.deepEqual([grant.situacao, grant.solicitante, grant.escopo], ['pendente', key.id, 'pessoa'])
      assert.equal(asked.headers.get('location'), `${PATH}/${grant.id}`)
      assert.equal(asked.headers.get('cache-control'), 'no-store')
      const [row] = await debts.ledger({ grantId: grant.id })
      assert.deepEqual([row?.event, row?.actor_label, row?.ip], ['grant.requested', key.id, '203.0.113.7'])

      const bearer = await side.tokenOf(key, 'sistema1:consultar')
      const look = () => call({ ...side.bearer(bearer).headers, concessao: grant.id }, `/v1/sistema1/${cpf}`)
      assert.deepEqual(codeOf(await look()), [403, 'concessao_negada'])
      await approve(grant.id)
      assert.equal((await look()).status, 200)
      const seen = GrantSchema.parse((await call(headers, `${PATH}/${grant.id}`)).body)
      assert.deepEqual([seen.situacao, seen.usos_restantes], ['aprovada', 9])
      const page = GrantPageSchema.parse((await call(headers, `${PATH}?limite=1`)).body)
      assert.deepEqual([page.itens.map(({ id }) => id), page.proximo], [[grant.id], null])

      for (let n = 0; n < 2; n += 1) {
        const ended = await call(headers, `${PATH}/${grant.id}`, 'DELETE')
        assert.deepEqual([ended.status, ended.body.situacao], [200, 'encerrada'])
      }
      assert.deepEqual(codeOf(await look()), [403, 'concessao_negada'])
    })
  }

  test('another key’s and one that nobody has are the same; deciding is no path at all', async () => {
    const [key, other] = [await side.addKey(SCOPES), await side.addKey(SCOPES)]
    const { body } = await call(basic(key), PATH, 'POST', grantInput(randomCpf()))
    for (const id of [String(body.id), `con_${'0'.repeat(22)}`, 'con_x']) {
      for (const method of ['GET', 'DELETE']) {
        assert.deepEqual(codeOf(await call(basic(other), `${PATH}/${id}`, method)), [404, 'recurso_nao_encontrado'])
      }
    }
    assert.deepEqual((await call(basic(other), PATH)).body, { itens: [], proximo: null })
    for (const act of ['aprovar', 'recusar']) {
      const decided = await call(basic(key), `${PATH}/${body.id}/${act}`, 'POST', {})
      assert.deepEqual(codeOf(decided), [404, 'rota_desconhecida'])
    }
  })

  test('sent again under its Idempotency-Key it is the same grant; other content under it is refused', async () => {
    const key = await side.addKey(SCOPES)
    const headers = { ...basic(key), 'idempotency-key': 'proposta-17' }
    const input = grantInput(randomCpf())
    const [first, again] = [await call(headers, PATH, 'POST', input), await call(headers, PATH, 'POST', input)]
    assert.deepEqual([first.status, again.status, again.body.id], [201, 201, first.body.id])
    const other = await call(headers, PATH, 'POST', { ...input, minutos: 29 })
    assert.deepEqual(codeOf(other), [422, 'chave_de_idempotencia_reutilizada'])
    const odd = await call({ ...headers, 'idempotency-key': 'x'.repeat(256) }, PATH, 'POST', input)
    assert.deepEqual(codeOf(odd), [400, 'requisicao_invalida'])
  })

  test('input before scope, and nothing beside what there is to ask', async () => {
    const lacking = await side.addKey(['conta:ler'])
    const key = await side.addKey(SCOPES, { purposes: ['venda_a_prazo'] })
    const input = grantInput(randomCpf())
    const rows: [TestKey, string, unknown, number, string][] = [
      [lacking, PATH, { ...input, cpf: '123' }, 400, 'cpf_tamanho'],
      [lacking, PATH, input, 403, 'escopo_insuficiente'],
      [await side.addKey(['sistema2:score']), PATH, input, 403, 'escopo_insuficiente'],
      [key, PATH, input, 403, 'finalidade_nao_permitida'],
      [key, `${PATH}?limite=5`, input, 400, 'parametro_desconhecido'],
      [key, PATH, { ...input, aprovada: true }, 400, 'parametro_desconhecido'],
      [key, PATH, { ...input, escopo: 'busca' }, 400, 'requisicao_invalida'],
    ]
    for (const [who, path, body, status, code] of rows) {
      assert.deepEqual(codeOf(await call(basic(who), path, 'POST', body)), [status, code], JSON.stringify(body))
    }
  })

  test('a search waits for two people', async () => {
    const key = await side.addKey(SCOPES)
    const { cpf: _, ...input } = grantInput(randomCpf())
    const { body } = await call(basic(key), PATH, 'POST', { ...input, escopo: 'busca' })
    await approve(String(body.id))
    assert.equal((await call(basic(key), `${PATH}/${body.id}`)).body.situacao, 'pendente')
    await approve(String(body.id))
    assert.equal((await call(basic(key), `${PATH}/${body.id}`)).body.situacao, 'aprovada')
  })
})

describe('who gets in', () => {
  test('wrong credentials of either kind have the same refusal, and both ways are named', async () => {
    const key = await side.addKey([...SCOPES, 'conta:ler'])
    const foreign = await side.tokenOf(key, 'sistema1:consultar')
    const wrong = [
      {},
      basic({ ...key, secret: (await side.addKey(SCOPES)).secret }),
      basic(await side.addKey(SCOPES, { environment: 'test' })),
      basic(await side.addKey(SCOPES, { expiresAt: new Date(Date.now() - 1_000) })),
      { authorization: formatBasic('portal', 'x'.repeat(40)) },
      { authorization: `Bearer ${foreign}` },
    ]
    for (const headers of wrong) {
      const answer = await call(headers, PATH)
      assert.deepEqual(codeOf(answer), [401, 'credencial_invalida'], JSON.stringify(headers))
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic .*, Bearer /)
    }
  })

  test('the key’s addresses hold for it by Basic too, at first and with a kept token', async () => {
    const key = await side.addKey(SCOPES, { ips: ['203.0.113.0/24'] })
    const elsewhere = () => call(basic(key), PATH, 'GET', undefined, '198.51.100.1')
    assert.deepEqual(codeOf(await elsewhere()), [403, 'ip_nao_permitido'])
    assert.equal((await call(basic(key), PATH)).status, 200)
    assert.deepEqual(codeOf(await elsewhere()), [403, 'ip_nao_permitido'])
  })

  test('a suspended key is out within a second, and back soon after it is good again', async () => {
    const key = await side.addKey(SCOPES)
    assert.equal((await call(basic(key), PATH)).status, 200)
    const become = (status: 'suspensa' | 'ativa') =>
      side.members.inspector.accessKey.update({ where: { id: key.id }, data: { status } })
    await become('suspensa')
    const began = performance.now()
    while ((await call(basic(key), PATH)).status !== 401) {
      assert.ok(performance.now() - began < 1_000, 'still let in')
      await pause(20)
    }
    await become('ativa')
    // That a denial is over is told to sistema1 with the next full push, which has no hurry.
    const until = performance.now() + 12_000
    while ((await call(basic(key), PATH)).status !== 200) {
      assert.ok(performance.now() < until, 'still kept out')
      await pause(500)
    }
  })
})

test('debts of a source come in by Basic, once each', async () => {
  const person = await debts.addPerson()
  const row = {
    ...{ chave: 'k-1', cpf: person.cpf, credor: 'Loja', contrato: '1', modalidade: 'CREDIARIO', valor: '10.00' },
    ...{ criada_em: daysAgo(100), vencimento: daysAgo(50), situacao: 'vencida' },
  }
  const source = await side.addKey(['fontes:enviar'])
  const send = (key: TestKey) => call(basic(key), '/v1/fontes/dividas', 'POST', { itens: [row] })
  for (const resultado of ['criada', 'inalterada']) {
    assert.deepEqual((await send(source)).body, { itens: [{ chave: 'k-1', resultado, codigo: null }] })
  }
  assert.deepEqual(codeOf(await send(await side.addKey(SCOPES))), [403, 'escopo_insuficiente'])
})
