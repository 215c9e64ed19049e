import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DebtFileSchema } from '#lib/systems/debts/schemas.ts'
import { ScoreFileSchema } from '#lib/systems/score/schemas.ts'
import type { DemoKey } from '../fixtures/instance.ts'
import { readDemo } from '../fixtures/instance.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { type Answer, ask, expectFile, expectProblem, keys, people, tokenFor } from './client.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

async function askToken(key: Pick<DemoKey, 'id' | 'secret'>, parameters: Record<string, string>): Promise<Answer> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...parameters }).toString()
  return ask('/oauth/token', { key, headers: FORM, body })
}

/** RFC 6749 §5.2: JSON with an error, and never a problem document. */
function expectOauthError(answer: Answer, status: number, error: string): void {
  assert.deepEqual(
    [answer.status, (answer.json as { error?: string } | undefined)?.error],
    [status, error],
    answer.text,
  )
  assert.match(String(answer.headers['content-type']), /^application\/json\b/)
  assert.match(String(answer.headers['cache-control']), /\bno-store\b/)
}

describe('tokens for access keys', () => {
  test('are bearer tokens of at most 300 seconds that nobody may store', async () => {
    const answer = await askToken(keys.complete, { scope: 'sistema2:score' })
    assert.equal(answer.status, 200)
    const { access_token, expires_in, token_type } = answer.json as Record<string, unknown>
    assert.equal(String(token_type).toLowerCase(), 'bearer')
    assert.ok(typeof expires_in === 'number' && expires_in > 0 && expires_in <= 300)
    assert.equal(String(access_token).split('.').length, 3)
    assert.match(String(answer.headers['cache-control']), /\bno-store\b/)
  })

  test('hold no scope that the key lacks, and none of two systems', async () => {
    expectOauthError(await askToken(keys.free, { scope: 'sistema2:cadastro' }), 400, 'invalid_scope')
    expectOauthError(await askToken(keys.complete, { scope: 'sistema1:resumo' }), 400, 'invalid_scope')
    expectOauthError(
      await askToken(keys.complete, { scope: 'sistema1:consultar sistema2:score' }),
      400,
      'invalid_target',
    )
  })

  test('are refused to a wrong secret, in the form of OAuth', async () => {
    const wrong = { id: keys.complete.id, secret: keys.free.secret }
    expectOauthError(await askToken(wrong, { scope: 'sistema2:score' }), 401, 'invalid_client')
    expectOauthError(await askToken(keys.complete, { grant_type: 'password' }), 400, 'unsupported_grant_type')
  })
})

describe('file 2 for a key', () => {
  test('has what its scopes allow', async () => {
    const bearer = await tokenFor(keys.complete, 'sistema2:score sistema2:cadastro dividas:resumo')
    const file = ScoreFileSchema.parse(expectFile(await ask(`/v1/sistema2/${people.indebted}`, { bearer })))
    assert.ok('valor' in file.score && file.score.situacao === 'calculado')
    assert.ok('quantidade' in file.dividas && file.dividas.quantidade >= 4)
    assert.match(file.cpf, /^\*\*\*/)
  })

  test('leaves out what they don’t, and says so', async () => {
    const bearer = await tokenFor(keys.free, 'sistema2:score')
    const file = ScoreFileSchema.parse(expectFile(await ask(`/v1/sistema2/${people.plain}`, { bearer })))
    for (const block of [file.renda, file.bens, file.endereco, file.dividas]) {
      assert.deepEqual(block, { situacao: 'nao_autorizado' })
    }
  })
})

describe('file 1 for a key', () => {
  test('opens under its own grant, and under none of another’s', async () => {
    const { grant } = readDemo()
    assert.ok(grant)
    const headers = { concessao: grant, finalidade: 'analise_de_credito' }
    const bearer = await tokenFor(keys.complete, 'sistema1:consultar')
    const file = expectFile(await ask(`/v1/sistema1/${people.indebted}`, { bearer, headers }))
    assert.ok(DebtFileSchema.parse(file).dividas.itens.length >= 4)
    expectProblem(await ask(`/v1/sistema1/${people.indebted}`, { bearer }), 403, 'concessao_ausente')
    const other = await tokenFor(keys.boreal, 'sistema1:consultar')
    const refused = await ask(`/v1/sistema1/${people.indebted}`, { bearer: other, headers })
    expectProblem(refused, 403, 'concessao_negada')
  })
})

test('a revoked token is refused within a second, and inactive', async () => {
  const bearer = await tokenFor(keys.complete, 'sistema2:score')
  expectFile(await ask(`/v1/sistema2/${people.plain}`, { bearer }))
  const body = new URLSearchParams({ token: bearer }).toString()
  const revoked = await ask('/oauth/revoke', { key: keys.complete, headers: FORM, body })
  assert.equal(revoked.status, 200)
  await waitUntil('refusal of the revoked token', 1_000, async () => {
    const { status } = await ask(`/v1/sistema2/${people.plain}`, { bearer })
    return status === 401 || undefined
  })
  const introspected = await ask('/oauth/introspect', { key: keys.complete, headers: FORM, body })
  assert.deepEqual(introspected.json, { active: false })
})
