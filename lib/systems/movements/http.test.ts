import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeyPair } from 'jose'
import { formatBasic } from '#lib/access/basic.ts'
import { createMemoryInquiryLedger } from '#lib/audit/store.memory.ts'
import { cpfOfBase } from '#lib/identifiers/cpf.ts'
import { MovementFileSchema } from './schemas.ts'
import { createMemoryHolderStore } from './store.memory.ts'
import { aKey, anApp } from './test-bench.ts'
import { AURORA, aHolder, BOREAL, PEOPLE } from './test-people.ts'

const now = new Date('2026-07-01T12:00:00.000Z')
const people = new Map([
  [PEOPLE.plain, aHolder(now)],
  [PEOPLE.closed, { ...aHolder(now), closed: true }],
])

async function aService(over: Parameters<typeof aKey>[0] = {}) {
  const key = aKey(over)
  const boreal = aKey({ institutionId: BOREAL })
  const portal = aKey({ kind: 'portal', tier: 'corporativo' })
  const ledger = createMemoryInquiryLedger()
  const holders = createMemoryHolderStore(people)
  const app = await anApp({ holders, ledger, credentials: [key.row, boreal.row, portal.row] })
  const code = async (response: Response | Promise<Response>) =>
    ((await (await response).json()) as { codigo: string }).codigo
  return { ...app, key, boreal, portal, ledger, code }
}

test('the file has the promised shape, its CPF masked, nothing to be cached', async () => {
  const { get, key } = await aService()
  const response = await get(PEOPLE.plain, key.basic)
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const file = MovementFileSchema.strict().parse(await response.json())
  assert.equal(file.cpf, `***.${PEOPLE.plain.slice(3, 6)}.${PEOPLE.plain.slice(6, 9)}-**`)
  assert.partialDeepStrictEqual(file.ultima_consulta_bureau, { consultas_30_dias: 1, consultas_90_dias: 2 })
  assert.partialDeepStrictEqual(file.ultima_compra_cartao, { valor: '129.90', cartao: { final: '1111' } })
  assert.ok('itens' in file.movimentacoes && file.movimentacoes.itens.length === 20)
  assert.equal(file.ultima_consulta, null)
})

test('the CPF is whole for a key that may identify', async () => {
  const { get, key } = await aService({ scopes: ['sistema3:consultar', 'sistema3:identificar'] })
  const file = (await (await get(PEOPLE.plain, key.basic)).json()) as { cpf: string }
  assert.equal(file.cpf, PEOPLE.plain)
})

test('every failing credential gets the same 401, body for body', async () => {
  const { get, key, portal, boreal, statementOf } = await aService()
  const outsider = await generateKeyPair('EdDSA', { extractable: true })
  const statement = await statementOf()
  const bodies = new Set<string>()
  const refuse = async (authorization: string, headers: Record<string, string> = {}) => {
    const response = await get(PEOPLE.plain, authorization, headers)
    assert.equal(response.status, 401)
    assert.equal(response.headers.get('www-authenticate'), 'Basic realm="crivo", charset="UTF-8"')
    assert.equal(response.headers.get('ratelimit'), null)
    const { requisicao, ...body } = (await response.json()) as Record<string, unknown>
    assert.match(String(requisicao), /^req_/)
    bodies.add(JSON.stringify(body))
  }
  const wrongSecret = aKey().secret
  const badChecksum = `${key.secret.slice(0, -1)}${key.secret.endsWith('0') ? '1' : '0'}`
  await refuse('')
  await refuse('Basic')
  await refuse('Basic !!!')
  await refuse(`Bearer ${statement}`)
  await refuse(`Basic ${Buffer.from([0xff, 0x3a, 0x00]).toString('base64')}`)
  await refuse(`Basic ${'A'.repeat(600)}`)
  await refuse(formatBasic(key.row.id, wrongSecret))
  await refuse(formatBasic(key.row.id, badChecksum))
  await refuse(formatBasic(key.row.id, key.secret.toUpperCase()))
  await refuse(formatBasic(key.row.id, ''))
  await refuse(formatBasic(boreal.row.id, key.secret))
  await refuse(formatBasic('crk_live_nobody', key.secret))
  await refuse(aKey().basic)
  // Who speaks for a member, and who doesn't.
  await refuse(key.basic, { Membro: statement })
  await refuse(portal.basic)
  await refuse(portal.basic, { Membro: 'nonsense' })
  await refuse(portal.basic, { Membro: await statementOf({}, outsider.privateKey) })
  await refuse(portal.basic, { Membro: await statementOf({ instituicao: 'ins_x' }) })
  assert.equal(bodies.size, 1)
})

test('a statement names the member in the ledger, and is over after a minute', async () => {
  const { get, portal, statementOf, ledger, clock, keys } = await aService()
  const statement = await statementOf()
  assert.equal((await get(PEOPLE.plain, portal.basic, { Membro: statement })).status, 200)
  assert.partialDeepStrictEqual(ledger.rows[0]?.call.actor, {
    kind: 'member',
    label: 'ana@aurora.example',
    institutionId: AURORA,
  })
  clock.advance({ seconds: 66 })
  await keys.reload()
  assert.equal((await get(PEOPLE.plain, portal.basic, { Membro: statement })).status, 401)
  const noScope = await statementOf({ scope: '' })
  assert.equal((await get(PEOPLE.plain, portal.basic, { Membro: noScope })).status, 403)
})

test('keys too old to be believed are an outage, never a refusal', async () => {
  const { get, key, clock, code } = await aService()
  clock.advance({ seconds: 61 })
  const response = await get(PEOPLE.plain, key.basic)
  assert.equal(response.status, 503)
  assert.ok(response.headers.get('retry-after'))
  assert.equal(await code(response), 'fonte_indisponivel')
})

test('a revoked key is out with the next reload; each of two overlapping secrets works until its end', async () => {
  const first = aKey()
  const second = aKey()
  const until = new Date(now.getTime() + 60_000)
  const secrets = [...second.row.secrets, ...first.row.secrets.map((secret) => ({ ...secret, expiresAt: until }))]
  const rows = [{ ...first.row, secrets }]
  const app = await anApp({
    holders: createMemoryHolderStore(people),
    ledger: createMemoryInquiryLedger(),
    credentials: { listAll: async () => rows, listChangedSince: async () => rows },
  })
  const withSecret = (secret: string) => app.get(PEOPLE.plain, formatBasic(first.row.id, secret))
  assert.equal((await withSecret(first.secret)).status, 200)
  assert.equal((await withSecret(second.secret)).status, 200)
  app.clock.advance({ seconds: 60 })
  await app.keys.reload()
  assert.equal((await withSecret(first.secret)).status, 401)
  assert.equal((await withSecret(second.secret)).status, 200)
  rows[0] = { ...first.row, secrets, status: 'revogada' }
  await app.keys.reload()
  assert.equal((await withSecret(second.secret)).status, 401)
})

test('checks come in the contract’s order', async () => {
  const bench = await aService({ ips: ['203.0.113.9', '2001:db8::/32'], scopes: [], tier: 'gratuito' })
  const { get, fetch, key, code } = bench
  const bad = '/v1/sistema3/4111111111111111?x=1'
  const with_ = (headers: Record<string, string> = {}) => ({ headers: { authorization: key.basic, ...headers } })
  assert.equal(await code(fetch(`${bad}&chave=${key.secret}`)), 'credencial_em_lugar_inseguro')
  assert.equal(await code(fetch(bad)), 'credencial_invalida')
  assert.equal(await code(fetch(bad, with_(), '198.51.100.1')), 'ip_nao_permitido')
  assert.equal(await code(fetch(bad, with_(), '2001:db8::1')), 'cartao_em_lugar_inseguro')
  assert.equal(await code(fetch('/v1/sistema3/99900000004?x=1', with_())), 'parametro_desconhecido')
  assert.equal(await code(get('99900000004', key.basic)), 'cpf_digito')
  assert.equal(await code(get(PEOPLE.unknown, key.basic)), 'escopo_insuficiente')
  const refused = await fetch(bad, with_())
  assert.equal(refused.status, 400)
  assert.equal(await code(fetch(bad, with_())), 'limite_excedido', 'the sixth counted call of the second')
})

test('an address that isn’t on the list spends nothing, and every keyed answer shows the limits', async () => {
  const { get, key } = await aService({ ips: ['10.0.0.0/8'], tier: 'gratuito' })
  const policy = '"burst";q=5;w=1,"daily";q=1000;w=86400'
  for (let call = 0; call < 10; call++) {
    const outside = await get(PEOPLE.plain, key.basic)
    assert.equal(outside.status, 403)
    assert.equal(outside.headers.get('ratelimit-policy'), policy)
  }
  const inside = await get(PEOPLE.plain, key.basic, {}, '10.1.2.3')
  assert.equal(inside.headers.get('ratelimit'), '"burst";r=4;t=1')
  const missing = await get(PEOPLE.unknown, key.basic, {}, '10.1.2.3')
  assert.equal(missing.status, 404)
  assert.equal(missing.headers.get('ratelimit'), '"burst";r=3;t=1')
  const wrong = await get('123', key.basic, {}, '10.1.2.3')
  assert.equal(wrong.headers.get('ratelimit'), '"burst";r=2;t=1')
})

test('the forwarded address counts only from a trusted proxy', async () => {
  const { get, key, ledger } = await aService({ ips: ['10.0.0.0/8'] })
  const forged = { 'x-forwarded-for': '10.1.2.3' }
  assert.equal((await get(PEOPLE.plain, key.basic, forged, '203.0.113.9')).status, 403)
  assert.equal((await get(PEOPLE.plain, key.basic, forged, '127.0.0.1')).status, 200)
  assert.equal(ledger.rows[0]?.call.ip, '10.1.2.3')
})

test('over the limit: 429 with Retry-After, and the window opens again', async () => {
  const { get, key, clock, code } = await aService({ tier: 'gratuito' })
  for (let call = 0; call < 5; call++) assert.equal((await get(PEOPLE.plain, key.basic)).status, 200)
  const refused = await get(PEOPLE.plain, key.basic)
  assert.equal(refused.status, 429)
  assert.equal(refused.headers.get('retry-after'), '1')
  assert.equal(refused.headers.get('ratelimit'), '"burst";r=0;t=1')
  assert.equal(await code(refused), 'limite_excedido')
  clock.advance({ seconds: 1 })
  assert.equal((await get(PEOPLE.plain, key.basic)).status, 200)
})

test('distinct people of a day are limited, known or not, and a person met today stays allowed', async () => {
  const { get, key, clock, code, ledger } = await aService({ tier: 'gratuito' })
  const cpfAt = (index: number) => cpfOfBase(String(999_000_100 + index))
  for (let index = 0; index < 200; index++) {
    clock.advance({ milliseconds: 200 })
    assert.equal((await get(cpfAt(index), key.basic)).status, 404)
  }
  clock.advance({ seconds: 1 })
  const refused = await get(PEOPLE.plain, key.basic)
  assert.equal(await code(refused), 'pessoas_demais')
  assert.ok(Number(refused.headers.get('retry-after')) > 3_600)
  assert.partialDeepStrictEqual(ledger.rows.at(-1), {
    outcome: 'refused',
    code: 'pessoas_demais',
    subject: PEOPLE.plain,
  })
  assert.equal((await get(cpfAt(7), key.basic)).status, 404)
})

test('bad paths and queries get their own codes', async () => {
  const { get, key, code } = await aService()
  const cases: [string, string][] = [
    ['123', 'cpf_tamanho'],
    ['529.982.247-25x', 'cpf_formato'],
    ['MARIA%20DA%20SILVA', 'cpf_formato'],
    ['%E0%A4%A', 'cpf_formato'],
    ['11111111111', 'cpf_repetido'],
    ['52998224726', 'cpf_digito'],
    [`car_${'c'.repeat(22)}`, 'cpf_formato'],
    ['4111%201111%201111%201111', 'cartao_em_lugar_inseguro'],
    [`${PEOPLE.plain}?limite=0`, 'requisicao_invalida'],
    [`${PEOPLE.plain}?limite=101`, 'requisicao_invalida'],
    [`${PEOPLE.plain}?limite=-1`, 'requisicao_invalida'],
    [`${PEOPLE.plain}?limite=1e2`, 'requisicao_invalida'],
    [`${PEOPLE.plain}?limite=20&limite=20`, 'requisicao_invalida'],
    [`${PEOPLE.plain}?limite[$gt]=1`, 'parametro_desconhecido'],
    [`${PEOPLE.plain}?cpf=${PEOPLE.closed}`, 'parametro_desconhecido'],
    [`${PEOPLE.plain}?__proto__=1`, 'parametro_desconhecido'],
    [`${PEOPLE.plain}?por=nome`, 'requisicao_invalida'],
    [`${PEOPLE.plain}?cursor=forged.forged`, 'cursor_invalido'],
  ]
  for (const [path, expected] of cases) {
    const response = await get(path, key.basic)
    assert.equal(response.status, 400, path)
    assert.equal(await code(response), expected, path)
  }
  assert.equal((await get(`${PEOPLE.plain}?por=cpf&limite=100`, key.basic)).status, 200)
})

test('bad bodies get their own codes, and nothing of them comes back', async () => {
  const { post, key, code, lines } = await aService()
  const deep = `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`
  const cases: [unknown, string, number][] = [
    ['{', 'requisicao_invalida', 400],
    ['[]', 'requisicao_invalida', 400],
    ['null', 'requisicao_invalida', 400],
    [{}, 'requisicao_invalida', 400],
    [{ cpf: { $gt: '' } }, 'requisicao_invalida', 400],
    [{ cpf: ['99900000005'] }, 'requisicao_invalida', 400],
    [{ cpf: 99900000005 }, 'requisicao_invalida', 400],
    [{ cpf: PEOPLE.plain, $where: '1' }, 'parametro_desconhecido', 400],
    [{ cpf: PEOPLE.plain, nome: 'x' }, 'parametro_desconhecido', 400],
    [`{"cpf":"${PEOPLE.plain}","__proto__":{"a":1}}`, 'parametro_desconhecido', 400],
    [`{"cpf":"${PEOPLE.plain}","constructor":1}`, 'parametro_desconhecido', 400],
    [{ cpf: PEOPLE.plain, limite: '20' }, 'requisicao_invalida', 400],
    [{ cpf: PEOPLE.plain, limite: 1e9 }, 'requisicao_invalida', 400],
    [{ cpf: '9990000000' }, 'cpf_tamanho', 400],
    [deep, 'requisicao_invalida', 400],
    [`{"cpf":"${'9'.repeat(10_000_000)}"}`, 'corpo_grande', 413],
  ]
  for (const [body, expected, status] of cases) {
    const response = await post(body, key.basic)
    assert.equal(response.status, status, expected)
    assert.equal(await code(response), expected, JSON.stringify(body).slice(0, 60))
  }
  const broken = await post(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) as unknown as string, key.basic)
  assert.equal(broken.status, 400)
  assert.equal((await post('{}', key.basic, { 'content-type': 'text/plain' })).status, 415)
  assert.equal((await post({ cpf: PEOPLE.plain, limite: 5 }, key.basic)).status, 200)
  assert.doesNotMatch(lines.join('\n'), new RegExp(`${PEOPLE.plain}|crs_live|Basic `))
})

test('a stated purpose is checked, and recorded with the relationship', async () => {
  const { get, key, code, ledger } = await aService()
  const headers = { Finalidade: 'venda_a_prazo', Relacao: 'PROP-2026/17' }
  assert.equal((await get(PEOPLE.plain, key.basic, headers)).status, 200)
  assert.partialDeepStrictEqual(ledger.rows[0]?.call, { purpose: 'venda_a_prazo', relationship: 'PROP-2026/17' })
  assert.equal(await code(get(PEOPLE.plain, key.basic, { Finalidade: 'curiosidade' })), 'requisicao_invalida')
  assert.equal(await code(get(PEOPLE.plain, key.basic, { Finalidade: 'risco_financeiro' })), 'finalidade_nao_permitida')
  assert.equal(await code(get(PEOPLE.plain, key.basic, { Relacao: '<b>' })), 'requisicao_invalida')
  assert.equal(await code(get(PEOPLE.plain, key.basic, { Relacao: '4111 1111 1111 1111' })), 'cartao_em_lugar_inseguro')
})

test('a closed file answers exactly as an unknown person', async () => {
  const { get, key } = await aService()
  const bodies = await Promise.all(
    [PEOPLE.closed, PEOPLE.unknown].map(async (cpf) => {
      const response = await get(cpf, key.basic)
      assert.equal(response.status, 404)
      const { requisicao: _, ...body } = (await response.json()) as Record<string, unknown>
      return body
    }),
  )
  assert.deepEqual(bodies[0], bodies[1])
})

test('movements are paged to the end by a cursor that another caller can’t use', async () => {
  const { get, key, boreal, code } = await aService()
  const seen: unknown[] = []
  let query = '?limite=20'
  let firstCursor = ''
  for (;;) {
    const response = await get(PEOPLE.plain + query, key.basic)
    const { movimentacoes } = MovementFileSchema.parse(await response.json())
    assert.ok('itens' in movimentacoes)
    seen.push(...movimentacoes.itens)
    if (movimentacoes.proximo === null) break
    firstCursor ||= movimentacoes.proximo
    query = `?limite=20&cursor=${movimentacoes.proximo}`
  }
  assert.equal(seen.length, 45)
  assert.equal(new Set(seen.map((item) => JSON.stringify(item))).size, 45)
  assert.equal(await code(get(`${PEOPLE.plain}?cursor=${firstCursor}`, boreal.basic)), 'cursor_invalido')
  assert.equal(await code(get(`${PEOPLE.closed}?cursor=${firstCursor}`, key.basic)), 'cursor_invalido')
})

test('unknown paths and verbs', async () => {
  const { fetch, key, code } = await aService()
  const headers = { authorization: key.basic }
  assert.equal(await code(fetch('/v1/sistema3', { headers })), 'rota_desconhecida')
  assert.equal(await code(fetch('/v1/sistema3/a/b', { headers })), 'rota_desconhecida')
  for (const method of ['PUT', 'DELETE', 'PATCH', 'BREW']) {
    const response = await fetch(`/v1/sistema3/${PEOPLE.plain}`, { method, headers })
    assert.equal(response.status, 405)
    assert.equal(response.headers.get('allow'), 'GET, HEAD')
  }
  const response = await fetch('/v1/sistema3/consultas', { headers })
  assert.equal(response.status, 405)
})
