import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AccountSchema, KeySchema, NewSecretSchema } from '#lib/keys/schemas.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { ask, expectProblem, keys } from './client.ts'

/** What is counted is taken every five seconds; this is the promise. */
const PATIENCE_MS = 60_000
const key = keys.administration
const WANTED = {
  nome: 'Uso de um teste',
  ambiente: 'live',
  escopos: ['conta:ler'],
  nivel: 'basico',
  finalidades: ['analise_de_credito'],
}

async function viewOf(id: string) {
  return KeySchema.parse((await ask(`/v1/chaves/${id}`, { key })).json)
}

test('what a key does shows on its account and on both of its secrets, within a minute', async () => {
  const made = NewSecretSchema.parse((await ask('/v1/chaves', { key, json: WANTED })).json)
  assert.deepEqual([made.ultimo_uso_em, made.segredos[0]?.ultimo_uso_em], [null, null])
  const old = { id: made.id, secret: made.segredo ?? '' }
  const first = AccountSchema.parse((await ask('/v1/conta', { key: old })).json)
  assert.deepEqual(
    [first.chave, first.instituicao, first.nivel, first.uso],
    [made.id, 'Banco Aurora', 'basico', { hoje: 0, pessoas_hoje: 0 }],
  )
  assert.deepEqual(first.limites, { por_segundo: 20, por_dia: 20_000, pessoas_por_dia: 5_000, proprio: null })

  const rotated = await ask(`/v1/chaves/${made.id}/rotacionar`, { key, json: { sobreposicao_dias: 1 } })
  const fresh = { id: made.id, secret: NewSecretSchema.parse(rotated.json).segredo ?? '' }
  await ask('/v1/conta', { key: fresh })
  const used = await waitUntil('last use of both secrets', PATIENCE_MS, async () => {
    const view = await viewOf(made.id)
    return view.segredos.length === 2 && view.segredos.every(({ ultimo_uso_em }) => ultimo_uso_em) ? view : undefined
  })
  assert.ok(used.ultimo_uso_em)
  const { uso } = AccountSchema.parse((await ask('/v1/conta', { key: fresh })).json)
  assert.deepEqual(uso, { hoje: 2, pessoas_hoje: 0 })
  await ask(`/v1/chaves/${made.id}`, { key, method: 'DELETE' })
})

test('people who were asked for count, whoever they are', async () => {
  const before = AccountSchema.parse((await ask('/v1/conta', { key: keys.complete })).json).uso
  await ask('/v1/sistema3/52998224725', { key: keys.complete })
  await waitUntil('call on the account', PATIENCE_MS, async () => {
    const { uso } = AccountSchema.parse((await ask('/v1/conta', { key: keys.complete })).json)
    return uso.hoje > before.hoje && uso.pessoas_hoje >= 1 ? uso : undefined
  })
})

test('an account asks for its scope and takes no parameters', async () => {
  expectProblem(await ask('/v1/conta'), 401, 'credencial_invalida')
  expectProblem(await ask('/v1/conta?dia=hoje', { key }), 400, 'parametro_desconhecido')
  expectProblem(await ask('/v1/conta', { key, method: 'DELETE' }), 405, 'metodo_nao_permitido')
})
