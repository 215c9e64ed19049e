import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeyPair } from 'jose'
import { createMemoryInquiryLedger } from '#lib/audit/store.memory.ts'
import { addDays, civilDateOf } from '#lib/kernel/clock.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { reasonWords } from './reasons.ts'
import { REASON_CODES, ScoreFileSchema } from './schemas.ts'
import { createMemoryPeopleStore } from './store.memory.ts'
import { anApp, type TokenOver } from './test-bench.ts'
import { aPerson, PEOPLE, summaryOf } from './test-people.ts'

const now = new FakeClock().now()
const today = civilDateOf(now)
const summary = summaryOf(
  [
    { amountCents: 123_450, dueOn: addDays(today, -400) },
    { amountCents: 70_000, dueOn: addDays(today, -40) },
  ],
  now,
)

async function aService() {
  const people = createMemoryPeopleStore(
    new Map([
      [PEOPLE.plain, { ...aPerson(now), fraudAlert: true }],
      [PEOPLE.closed, { ...aPerson(now), closed: true }],
    ]),
  )
  const ledger = createMemoryInquiryLedger()
  const app = await anApp({ people, ledger })
  app.debts.answer = { kind: 'permitted', summary }
  const code = async (response: Response | Promise<Response>) =>
    ((await (await response).json()) as { codigo: string }).codigo
  return { ...app, ledger, code }
}

test('the whole file has the promised shape; its CPF is masked, its reasons explain and can be contested', async () => {
  const { get, aToken, debts } = await aService()
  const token = await aToken()
  const response = await get(PEOPLE.plain, token)
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const file = ScoreFileSchema.strict().parse(await response.json())
  assert.match(file.cpf, /^\*\*\*\.\d{3}\.\d{3}-\*\*$/)
  assert.deepEqual(file.dividas, {
    situacao: 'disponivel',
    quantidade: 2,
    total: '1934.50',
    maior: '1234.50',
    atualizado_em: now.toISOString(),
  })
  assert.deepEqual(file.alertas, ['fraude'])
  assert.partialDeepStrictEqual(file.renda, { fonte: 'SALARIO', valor_mensal: '4000.00' })
  assert.ok('motivos' in file.score && file.score.situacao === 'calculado')
  const [first] = file.score.motivos
  assert.partialDeepStrictEqual(first, {
    codigo: 'dividas_negativadas',
    registros: [{ sistema: 'sistema1', referencia: summary.snapshotId }],
  })
  assert.ok((first?.pontos ?? 0) < 0)
  assert.deepEqual(debts.tokens, [token], 'Base A is asked with the caller’s own token')
})

test('words of reasons follow Accept-Language, and every code has them in both', async () => {
  const { get, aToken } = await aService()
  const english = await get(PEOPLE.plain, await aToken(), { 'accept-language': 'en-US,en;q=0.9' })
  assert.equal(english.headers.get('content-language'), 'en')
  const { score } = ScoreFileSchema.parse(await english.json())
  assert.ok('motivos' in score)
  assert.equal(score.motivos[0]?.descricao, 'There are listed debts.')
  for (const reason of REASON_CODES) {
    for (const language of ['pt-BR', 'en'] as const) {
      const { description, dispute } = reasonWords(reason, language)
      assert.ok(description.length > 10 && dispute.length > 10, reason)
    }
  }
})

test('blocks that can’t be had say so', async () => {
  const { get, aToken, debts } = await aService()
  const fileWith = async (scope: string) =>
    ScoreFileSchema.parse(await (await get(PEOPLE.plain, await aToken(scope))).json())
  const onlyScore = await fileWith('sistema2:score')
  const withheld = { situacao: 'nao_autorizado' }
  for (const block of ['endereco', 'bens', 'renda', 'dividas'] as const)
    assert.deepEqual(onlyScore[block], withheld, block)
  assert.deepEqual((await fileWith('sistema2:cadastro')).score, withheld)
  for (const [kind, word, reason] of [
    ['denied', 'negado', 'dividas_negadas'],
    ['unavailable', 'indisponivel', 'dividas_indisponiveis'],
  ] as const) {
    debts.answer = { kind }
    const file = await fileWith('sistema2:score dividas:resumo')
    assert.deepEqual(file.dividas, { situacao: word })
    assert.partialDeepStrictEqual(file.score, { situacao: 'sem_score', valor: null, faixa: null, probabilidade: null })
    assert.ok('motivos' in file.score && file.score.motivos[0]?.codigo === reason)
  }
})

test('tokens that aren’t a member’s own good token for sistema2 get the same 401', async () => {
  const { fetch, get, aToken } = await aService()
  const other = await generateKeyPair('PS256', { extractable: true })
  const bodies = new Set<string>()
  const refuse = async (response: Response) => {
    assert.equal(response.status, 401)
    assert.equal(response.headers.get('www-authenticate'), 'Bearer realm="crivo"')
    const { requisicao: _, ...body } = (await response.json()) as Record<string, unknown>
    bodies.add(JSON.stringify(body))
  }
  const tokens: TokenOver[] = [
    { claims: { aud: 'sistema1' } },
    { claims: { aud: ['sistema2', 'sistema1'] } },
    { claims: { iss: 'https://elsewhere.example' } },
    { claims: { client_id: 'sistema2', act: { sub: 'sistema2' } } },
    { claims: { client_id: 'crk_live_x' } },
    { claims: { act: { sub: 'sistema2' } } },
    { claims: { instituicao: undefined } },
    { claims: { papel: 'root' } },
    { header: { typ: 'JWT' } },
    { header: { jku: 'https://evil.example/jwks' } },
    { lifeSeconds: 3_600 },
    { key: other.privateKey },
  ]
  for (const over of tokens) await refuse(await get(PEOPLE.plain, await aToken(undefined, over)))
  const [header = '', payload = ''] = (await aToken()).split('.')
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')
  await refuse(await get(PEOPLE.plain, `${none}.${payload}.`))
  await refuse(await get(PEOPLE.plain, `${header}.${payload}.AAAA`))
  await refuse(await fetch(`/v1/sistema2/${PEOPLE.plain}`))
  await refuse(await fetch(`/v1/sistema2/${PEOPLE.plain}`, { headers: { authorization: 'Basic YTpi' } }))
  assert.equal(bodies.size, 1)
})

test('an expired token says so; without keys it is an outage and not a refusal', async () => {
  const { get, aToken, clock, auth, code } = await aService()
  const token = await aToken()
  clock.advance({ seconds: 306 })
  assert.equal(await code(get(PEOPLE.plain, token)), 'token_expirado')
  assert.equal((await get(PEOPLE.plain, await aToken())).status, 200)
  auth.isUp = false
  clock.advance({ minutes: 11 })
  const response = await get(PEOPLE.plain, await aToken())
  assert.equal(response.status, 503)
  assert.equal(await code(response), 'fonte_indisponivel')
})

test('checks come in the contract’s order', async () => {
  const { fetch, aToken, code } = await aService()
  const noScope = await aToken('')
  const bad = '/v1/sistema2/4111111111111111?x=1'
  const headers = { authorization: `Bearer ${noScope}` }
  assert.equal(await code(fetch(`${bad}&t=${noScope}`)), 'credencial_em_lugar_inseguro')
  assert.equal(await code(fetch(bad)), 'credencial_invalida')
  assert.equal(await code(fetch(bad, { headers })), 'cartao_em_lugar_inseguro')
  assert.equal(await code(fetch('/v1/sistema2/52998224726', { headers })), 'cpf_digito')
  assert.equal(await code(fetch(`/v1/sistema2/${PEOPLE.unknown}`, { headers })), 'escopo_insuficiente')
})

test('bad input gets its own code and leaves no trace of itself', async () => {
  const { get, post, aToken, code, lines, ledger } = await aService()
  const token = await aToken()
  const paths: [string, string][] = [
    ['123', 'cpf_tamanho'],
    ['Maria', 'nome_invalido'],
    ['%E0%A4%A', 'nome_invalido'],
    ['car_x', 'cpf_formato'],
    ['2026-02-30', 'cpf_formato'],
    ['00000000000', 'cpf_repetido'],
    [`${PEOPLE.plain}?limite=20`, 'parametro_desconhecido'],
    [`${PEOPLE.plain}?por=cpf&por=cpf`, 'requisicao_invalida'],
    [`${PEOPLE.plain}?por[$ne]=cpf`, 'parametro_desconhecido'],
    [`${PEOPLE.plain}?por=%FF`, 'requisicao_invalida'],
  ]
  for (const [path, expected] of paths) assert.equal(await code(get(path, token)), expected, path)
  const bodies: [unknown, string][] = [
    [{ cpf: { $ne: null } }, 'requisicao_invalida'],
    [{ cpf: { $regex: '.*' } }, 'requisicao_invalida'],
    [{ cpf: PEOPLE.plain, $where: 'sleep(1000)' }, 'parametro_desconhecido'],
    [`{"cpf":"${PEOPLE.plain}","__proto__":{}}`, 'parametro_desconhecido'],
    [`${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'requisicao_invalida'],
    [`{"cpf":"${'1'.repeat(10_000_000)}"}`, 'corpo_grande'],
    ['\uFEFF{}', 'requisicao_invalida'],
    [{}, 'requisicao_invalida'],
  ]
  for (const [body, expected] of bodies) assert.equal(await code(post(body, token)), expected)
  assert.equal(ledger.rows.length, 0)
  assert.equal((await post({ cpf: PEOPLE.plain }, token)).status, 200)
  assert.doesNotMatch(lines.join('\n'), new RegExp(`${PEOPLE.plain}|eyJ`))
})

test('a closed file answers exactly as an unknown person; other verbs and paths are told apart', async () => {
  const { get, fetch, aToken, code } = await aService()
  const token = await aToken()
  const bodyOf = async (cpf: string) => {
    const response = await get(cpf, token)
    assert.equal(response.status, 404)
    const { requisicao: _, ...body } = (await response.json()) as Record<string, unknown>
    return body
  }
  assert.deepEqual(await bodyOf(PEOPLE.closed), await bodyOf(PEOPLE.unknown))
  const headers = { authorization: `Bearer ${token}` }
  assert.equal(await code(fetch('/v1/sistema2/a/b', { headers })), 'rota_desconhecida')
  assert.equal((await fetch('/v1/sistema2', { method: 'POST', headers })).headers.get('allow'), 'GET, HEAD')
  assert.equal((await fetch(`/v1/sistema2/${PEOPLE.plain}`, { method: 'DELETE', headers })).status, 405)
  assert.equal((await fetch('/v1/sistema2/consultas', { headers })).headers.get('allow'), 'POST')
})

test('the ledger names the member, the peer and the purpose', async () => {
  const { post, aToken, ledger } = await aService()
  await post({ cpf: PEOPLE.plain }, await aToken(), { Finalidade: 'venda_a_prazo', Relacao: 'C-9' })
  assert.partialDeepStrictEqual(ledger.rows, [
    {
      outcome: 'answered',
      call: {
        ip: '203.0.113.9',
        purpose: 'venda_a_prazo',
        relationship: 'C-9',
        actor: { kind: 'member', label: 'ana@aurora.example' },
      },
    },
  ])
})
