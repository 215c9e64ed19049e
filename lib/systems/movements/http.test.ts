import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MovementFileSchema } from './schemas.ts'
import { aService } from './test-bench.ts'
import { CARD, CARD_NUMBER, PEOPLE } from './test-people.ts'

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

test('bad paths and queries get their own codes', async () => {
  const { get, key, code } = await aService()
  const cases: [string, string][] = [
    ['123', 'cpf_tamanho'],
    ['529.982.247-25x', 'cpf_formato'],
    ['MARIA%20DA%20SILVA', 'cpf_formato'],
    ['%E0%A4%A', 'cpf_formato'],
    ['11111111111', 'cpf_repetido'],
    ['52998224726', 'cpf_digito'],
    [`car_${'c'.repeat(21)}`, 'cartao_invalido'],
    [`${PEOPLE.plain}?por=cartao`, 'cartao_invalido'],
    [`${PEOPLE.plain}?por=data`, 'requisicao_invalida'],
    [`${PEOPLE.plain}?por=endereco`, 'requisicao_invalida'],
    ['2026-02-30', 'requisicao_invalida'],
    ['2026-13-01', 'requisicao_invalida'],
    ['0001-01-01', 'intervalo_de_datas'],
    ['9999-12-31', 'intervalo_de_datas'],
    ['PIX?por=data', 'requisicao_invalida'],
    ['PIXX?por=tipo', 'requisicao_invalida'],
    ['PIXX', 'cpf_formato'],
    ['bur_x', 'requisicao_invalida'],
    ['PIX?limite=0', 'requisicao_invalida'],
    ['PIX?limite=101', 'requisicao_invalida'],
    ['2026-07-01?limite=-1', 'requisicao_invalida'],
    ['2026-07-01?limite=1000000000', 'requisicao_invalida'],
    ['PIX?cursor=forged.forged', 'cursor_invalido'],
    ['PIX?data=2026-07-01', 'parametro_desconhecido'],
    [`ref_${'A'.repeat(60)}`, 'referencia_invalida'],
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
    [{ cartao: '4111111111111112' }, 'cartao_invalido', 400],
    [{ cartao: 4111111111111111 }, 'requisicao_invalida', 400],
    [{ cartao: CARD.token, cpf: PEOPLE.plain }, 'requisicao_invalida', 400],
    [{ ref: 'ref_x', cpf: PEOPLE.plain }, 'requisicao_invalida', 400],
    [{ ref: 'ref_x' }, 'referencia_invalida', 400],
    [{ ref: 7 }, 'requisicao_invalida', 400],
    [{ data: '2026-07-01' }, 'parametro_desconhecido', 400],
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

test('a card opens its holder’s file: by token anywhere, by number in a body alone; nothing of it is logged', async () => {
  const { get, post, key, code, lines } = await aService()
  assert.equal((await get(CARD.token, key.basic)).status, 200)
  for (const cartao of [CARD.token, CARD_NUMBER]) {
    const first = await post({ cartao, limite: 20 }, key.basic)
    assert.equal(first.status, 200)
    const { movimentacoes } = MovementFileSchema.parse(await first.json())
    assert.ok('itens' in movimentacoes && movimentacoes.proximo)
    assert.equal((await post({ cartao, cursor: movimentacoes.proximo }, key.basic)).status, 200)
    assert.equal(await code(post({ cpf: PEOPLE.plain, cursor: movimentacoes.proximo }, key.basic)), 'cursor_invalido')
  }
  for (const path of [CARD_NUMBER, `${CARD_NUMBER}?por=cartao`, `${PEOPLE.plain}?cartao=${CARD_NUMBER}`]) {
    assert.equal(await code(get(path, key.basic)), 'cartao_em_lugar_inseguro', path)
  }
  assert.equal(await code(get(PEOPLE.plain, key.basic, { 'x-card': CARD_NUMBER })), 'cartao_em_lugar_inseguro')
  assert.doesNotMatch(lines.join('\n'), new RegExp(`${CARD_NUMBER}|${CARD.token}`))
})

test('a member who asks by a card gets a reference to its holder; a key, or whoever asks by CPF, doesn’t', async () => {
  const { get, key, portal, refs, statementOf } = await aService()
  const statement = { Membro: await statementOf() }
  const file = async (what: string, authorization: string, headers: Record<string, string> = {}) =>
    MovementFileSchema.parse(await (await get(what, authorization, headers)).json())
  const { ref } = await file(CARD.token, portal.basic, statement)
  const member = { kind: 'member', id: `mem_${'m'.repeat(22)}` } as never
  assert.equal(refs.open(ref ?? '', member), PEOPLE.plain)
  assert.equal((await file(PEOPLE.plain, portal.basic, statement)).ref, undefined)
  assert.equal((await file(CARD.token, key.basic)).ref, undefined)
})

test('a candidate’s reference opens the file for its own caller, for ten minutes, in a path and in a body', async () => {
  const { get, post, key, boreal, refs, clock, keys, code } = await aService()
  const ref = refs.seal(PEOPLE.plain, { kind: 'key', id: key.row.id })
  assert.equal((await get(ref, key.basic)).status, 200)
  assert.equal((await get(`${ref}?por=cpf`, key.basic)).status, 200)
  assert.equal((await post({ ref, limite: 3 }, key.basic)).status, 200)
  assert.equal(await code(get(ref, boreal.basic)), 'referencia_invalida')
  assert.equal(await code(post({ ref: ref.slice(0, -1) }, key.basic)), 'referencia_invalida')
  clock.advance({ minutes: 10 })
  await keys.reload()
  assert.equal(await code(get(ref, key.basic)), 'referencia_invalida')
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
