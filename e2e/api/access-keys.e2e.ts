import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formatBasic } from '#lib/access/basic.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { NewSecretSchema } from '#lib/keys/schemas.ts'
import { type Answer, ask, askOnce, askRaw, expectProblem, keys, origin, statusOfRaw } from './client.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const key = keys.administration
const WANTED = {
  nome: 'Chave de um teste',
  ambiente: 'live',
  escopos: ['conta:ler'],
  nivel: 'basico',
  finalidades: ['analise_de_credito'],
}
type Made = { id: string; secret: string }

async function make(input: object = {}, headers: Record<string, string> = {}): Promise<Made> {
  const answer = await ask('/v1/chaves', { key, json: { ...WANTED, ...input }, headers })
  assert.equal(answer.status, 201, answer.text)
  assert.equal(answer.headers['cache-control'], 'no-store')
  const made = NewSecretSchema.parse(answer.json)
  return { id: made.id, secret: made.segredo ?? '' }
}

/** Whether the authorization server takes a secret, as of now. */
async function opens(made: Made): Promise<boolean> {
  const answer = await ask('/oauth/token', {
    key: made,
    headers: FORM,
    body: 'grant_type=client_credentials&scope=conta%3Aler',
  })
  return answer.status === 200
}

const change = (id: string, word: string, json?: unknown): Promise<Answer> =>
  ask(`/v1/chaves/${id}/${word}`, { key, method: 'POST', ...(json === undefined ? {} : { json }) })

describe('a key’s life by API', () => {
  test('made, listed, suspended, resumed, rotated, revoked', async () => {
    const made = await make()
    assert.ok(await opens(made))
    const found = await ask(`/v1/chaves/${made.id}`, { key })
    assert.equal(found.text.includes(made.secret), false)
    assert.equal((found.json as { situacao: string }).situacao, 'ativa')
    const list = (await ask('/v1/chaves?limite=5', { key })).json as { itens: { id: string }[] }
    assert.ok(list.itens.some(({ id }) => id === made.id))

    assert.equal((await change(made.id, 'suspender')).status, 200)
    assert.equal(await opens(made), false)
    assert.equal((await change(made.id, 'retomar')).status, 200)
    assert.ok(await opens(made))

    const rotated = await change(made.id, 'rotacionar', { sobreposicao_dias: 1 })
    const { segredo = '' } = NewSecretSchema.parse(rotated.json)
    assert.deepEqual([await opens(made), await opens({ id: made.id, secret: segredo })], [true, true])
    const again = NewSecretSchema.parse((await change(made.id, 'rotacionar', { sobreposicao_dias: 0 })).json)
    assert.deepEqual([await opens(made), await opens({ id: made.id, secret: segredo })], [false, false])
    assert.ok(await opens({ id: made.id, secret: again.segredo ?? '' }))

    const ended = await ask(`/v1/chaves/${made.id}?motivo=substituida`, { key, method: 'DELETE' })
    assert.equal((ended.json as { situacao: string }).situacao, 'revogada')
    expectProblem(await change(made.id, 'retomar'), 409, 'conflito')
  })

  test('by a token of aud crivo as by Basic', async () => {
    const body = 'grant_type=client_credentials&scope=chaves%3Aadministrar'
    const answer = await ask('/oauth/token', { key, headers: FORM, body })
    const bearer = (answer.json as { access_token: string }).access_token
    assert.equal((await ask('/v1/chaves', { bearer })).status, 200)
    const foreign = await ask('/oauth/token', {
      key: keys.complete,
      headers: FORM,
      body: 'grant_type=client_credentials&scope=sistema2%3Ascore',
    })
    const other = (foreign.json as { access_token: string }).access_token
    expectProblem(await ask('/v1/chaves', { bearer: other }), 401, 'credencial_invalida')
  })

  test('the same Idempotency-Key makes one key, and shows its secret once', async () => {
    const headers = { 'idempotency-key': `teste-${randomId('event')}` }
    const first = await make({}, headers)
    const repeat = await make({}, headers)
    assert.deepEqual([repeat.id, repeat.secret], [first.id, ''])
    const other = await ask('/v1/chaves', { key, json: { ...WANTED, nome: 'Outra chave' }, headers })
    expectProblem(other, 422, 'chave_de_idempotencia_reutilizada')
  })

  test('a reported secret stops its key, and the answer is that of any text', async () => {
    const made = await make()
    const report = (segredos: string[]) => ask('/v1/chaves/vazamentos', { key, json: { segredos } })
    const known = await report([made.secret])
    const unknown = await report(['nada'])
    assert.deepEqual([known.status, known.text], [202, unknown.text])
    assert.equal(await opens(made), false)
    expectProblem(await change(made.id, 'retomar'), 409, 'conflito')
  })
})

describe('refused', () => {
  test('every failing credential alike', async () => {
    const made = await make()
    const forged = made.secret.slice(0, -1) + (made.secret.endsWith('0') ? '1' : '0')
    const basic = (id: string, secret: string) => formatBasic(id, secret)
    const raw = (text: Uint8Array | string) => `Basic ${Buffer.from(text).toString('base64')}`
    const authorizations = [
      basic(made.id, forged),
      basic(made.id, made.secret.slice(0, -1)),
      basic(made.id, `${made.secret}0`),
      basic(made.id, made.secret.toUpperCase()),
      basic(made.id.toUpperCase(), made.secret),
      basic(`crk_live_${'0'.repeat(22)}`, made.secret),
      basic(keys.boreal.id, made.secret),
      raw(`${made.id}:${made.secret}\u0000`),
      raw(Buffer.concat([Buffer.from(`${made.id}:`), Buffer.from([0xff, 0xfe])])),
      'Basic',
      'Basic !!!!',
      `Bearer ${made.secret}`,
      'Digest username="x"',
    ]
    const bodies = new Set<string>()
    for (const authorization of authorizations) {
      const { requisicao, ...rest } = expectProblem(
        await askOnce('/v1/chaves', { headers: { authorization } }),
        401,
        'credencial_invalida',
      )
      bodies.add(JSON.stringify(rest))
    }
    assert.equal(bodies.size, 1)
  })

  test('two Authorization lines, and secrets in URLs and bodies', async () => {
    const made = await make()
    const line = `Authorization: ${formatBasic(key.id, key.secret)}\r\n`
    const { host } = new URL(origin)
    const doubled = await askRaw(`GET /v1/chaves HTTP/1.1\r\nHost: ${host}\r\n${line}${line}Connection: close\r\n\r\n`)
    assert.ok([400, 401].includes(statusOfRaw(doubled)), doubled.slice(0, 40))
    const url = await ask(`/v1/chaves/${made.secret}`, { key })
    expectProblem(url, 400, 'credencial_em_lugar_inseguro')
    const body = await ask('/v1/chaves', { key, json: { ...WANTED, nome: made.secret } })
    expectProblem(body, 400, 'credencial_em_lugar_inseguro')
  })

  test('input that nobody could mean', async () => {
    const rows: [object, number, string][] = [
      [{ nome: '<img src=x onerror=alert(1)>' }, 400, 'requisicao_invalida'],
      [{ escopos: ['sistema9:tudo'] }, 400, 'requisicao_invalida'],
      [{ escopos: ['chaves:administrar'] }, 403, 'escopo_insuficiente'],
      [{ escopos: ['sistema1:consultar'] }, 403, 'escopo_insuficiente'],
      [{ expira_em: '2020-01-01T00:00:00.000Z' }, 400, 'intervalo_de_datas'],
      [{ ips: ['0.0.0.0/0'] }, 400, 'requisicao_invalida'],
      [{ ips: Array(500).fill('10.1.1.1') }, 400, 'requisicao_invalida'],
      [{ ips: Array(10_000).fill('10.1.1.1') }, 413, 'corpo_grande'],
      [{ instituicao: 'ins_x' }, 400, 'parametro_desconhecido'],
    ]
    for (const [input, status, codigo] of rows) {
      expectProblem(await ask('/v1/chaves', { key, json: { ...WANTED, ...input } }), status, codigo)
    }
    expectProblem(await ask('/v1/chaves?tudo=1', { key }), 400, 'parametro_desconhecido')
    expectProblem(await ask('/v1/chaves?cursor=x', { key }), 400, 'cursor_invalido')
    expectProblem(await change(key.id, 'rotacionar', { sobreposicao_dias: 31 }), 400, 'requisicao_invalida')
  })

  test('another institution’s key like a missing one, and a key without the scope', async () => {
    const theirs = await ask(`/v1/chaves/${keys.boreal.id}`, { key })
    const missing = await ask(`/v1/chaves/crk_live_${'0'.repeat(22)}`, { key })
    const { requisicao: a, ...one } = expectProblem(theirs, 404, 'recurso_nao_encontrado')
    const { requisicao: b, ...other } = expectProblem(missing, 404, 'recurso_nao_encontrado')
    assert.deepEqual(one, other)
    expectProblem(await ask('/v1/chaves', { key: keys.complete }), 403, 'escopo_insuficiente')
  })
})
