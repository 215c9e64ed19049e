import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type MovementFile, MovementFileSchema } from '#lib/systems/movements/schemas.ts'
import { ask, askOnce, expectFile, expectProblem, keys, people } from './client.ts'

const masked = (cpf: string) => `***.${cpf.slice(3, 6)}.${cpf.slice(6, 9)}-**`

/** A file 3 but for the cursor, which no two answers share. */
function withoutCursor(file: Omit<MovementFile, 'ultima_consulta'>) {
  const { movimentacoes, ...rest } = file
  return { ...rest, movimentacoes: 'itens' in movimentacoes ? movimentacoes.itens : movimentacoes }
}

describe('file 3 by CPF', () => {
  test('has every block with its instant, and is the same by path and by body', async () => {
    const byPath = MovementFileSchema.parse(
      expectFile(await ask(`/v1/sistema3/${people.plain}`, { key: keys.complete })),
    )
    const byBody = MovementFileSchema.parse(
      expectFile(await ask('/v1/sistema3/consultas', { key: keys.complete, json: { cpf: people.plain } })),
    )
    const { ultima_consulta: first, ...file } = byPath
    const { ultima_consulta: second, ...again } = byBody
    // Cursors are sealed anew each time; what they stand on is the same.
    assert.deepEqual(withoutCursor(again), withoutCursor(file))
    assert.notDeepEqual(first, second)
    assert.ok('itens' in file.movimentacoes && file.movimentacoes.itens.length > 0)
    assert.ok('estabelecimento' in file.ultima_compra_cartao && file.ultima_compra_cartao.estabelecimento)
  })

  test('shows the CPF to a key that may identify', async () => {
    const file = expectFile(await ask(`/v1/sistema3/${people.plain}`, { key: keys.complete }))
    assert.ok(file.cpf === people.plain || file.cpf === people.plain.replace(/(...)(...)(...)(..)/, '$1.$2.$3-$4'))
  })

  test('pages its movements by a cursor that belongs to the caller and the person', async () => {
    const first = MovementFileSchema.parse(
      expectFile(await ask('/v1/sistema3/consultas', { key: keys.complete, json: { cpf: people.plain, limite: 1 } })),
    ).movimentacoes
    assert.ok('itens' in first && first.itens.length === 1 && first.proximo)
    const cursor = first.proximo
    const second = MovementFileSchema.parse(
      expectFile(
        await ask('/v1/sistema3/consultas', { key: keys.complete, json: { cpf: people.plain, limite: 1, cursor } }),
      ),
    ).movimentacoes
    assert.ok('itens' in second)
    assert.notDeepEqual(second.itens, first.itens)
    for (const json of [
      { cpf: people.indebted, limite: 1, cursor },
      { cpf: people.plain, limite: 1, cursor: `${cursor}x` },
      { cpf: people.plain, limite: 1, cursor: 'e30.AAAA' },
    ]) {
      expectProblem(await ask('/v1/sistema3/consultas', { key: keys.complete, json }), 400, 'cursor_invalido')
    }
  })

  test('tells the inquiry before: when, by which key, and from the real address whatever the request claims', async () => {
    const forged = {
      'x-forwarded-for': '203.0.113.99',
      'x-real-ip': '203.0.113.99',
      forwarded: 'for=203.0.113.99',
      'x-crivo-peer': '203.0.113.99',
    }
    const before = Date.now()
    expectFile(await ask(`/v1/sistema3/${people.no_score}`, { key: keys.complete, headers: forged }))
    const { ultima_consulta } = MovementFileSchema.parse(
      expectFile(await ask(`/v1/sistema3/${people.no_score}`, { key: keys.complete })),
    )
    assert.ok(ultima_consulta)
    assert.equal(ultima_consulta.usuario, keys.complete.id)
    assert.match(String(ultima_consulta.ip), /^(127\.0\.0\.1|::1)$/)
    assert.ok(Date.parse(ultima_consulta.em) >= before - 1_000)
  })

  test('a HEAD has the headers of the GET and no body', async () => {
    const answer = await ask(`/v1/sistema3/${people.plain}`, { key: keys.complete, method: 'HEAD' })
    assert.deepEqual([answer.status, answer.text, answer.headers['cache-control']], [200, '', 'no-store'])
  })

  test('carries RateLimit fields in the form of the IETF draft, on refusals too', async () => {
    for (const answer of [
      await ask(`/v1/sistema3/${people.plain}`, { key: keys.complete }),
      await ask('/v1/sistema3/52998224725', { key: keys.complete }),
      await ask('/v1/sistema3/123', { key: keys.complete }),
    ]) {
      assert.equal(answer.headers['ratelimit-policy'], '"burst";q=100;w=1,"daily";q=200000;w=86400')
      assert.match(String(answer.headers.ratelimit), /^"[a-z]+";r=\d+;t=\d+$/)
    }
  })
})

describe('purpose and relationship', () => {
  const path = `/v1/sistema3/${people.plain}`

  test('an unknown purpose is a bad request; a relationship has a form', async () => {
    for (const headers of [
      { finalidade: 'curiosidade' },
      { finalidade: '' },
      { relacao: 'x'.repeat(81) },
      { relacao: '<b>' },
    ]) {
      expectProblem(await ask(path, { key: keys.complete, headers }), 400, 'requisicao_invalida')
    }
  })

  test('two purposes at once are a bad request', async () => {
    const headers = { finalidade: ['analise_de_credito', 'risco_financeiro'] }
    expectProblem(await ask(path, { key: keys.complete, headers }), 400, 'requisicao_invalida')
  })

  test('a registered purpose and a proposal number are taken', async () => {
    const headers = { finalidade: 'venda_a_prazo', relacao: 'PROP-2026/0001' }
    expectFile(await ask(path, { key: keys.complete, headers }))
  })
})

// In one file and in this order: the free key has five calls a second.
describe('a key of less', () => {
  test('sees the CPF masked', async () => {
    const file = expectFile(await ask(`/v1/sistema3/${people.plain}`, { key: keys.free }))
    assert.equal(file.cpf, masked(people.plain))
  })

  test('may state only its registered purposes', async () => {
    const headers = { finalidade: 'risco_financeiro' }
    const answer = await ask(`/v1/sistema3/${people.plain}`, { key: keys.free, headers })
    expectProblem(answer, 403, 'finalidade_nao_permitida')
  })

  test('is told to wait when it calls too often', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => askOnce(`/v1/sistema3/${people.plain}`, { key: keys.free })),
    )
    const refused = answers.filter(({ status }) => status === 429)
    assert.ok(refused.length >= 2, `${refused.length} of 12 were refused`)
    for (const answer of refused) {
      expectProblem(answer, 429, 'limite_excedido')
      assert.match(String(answer.headers['retry-after']), /^[1-9]\d*$/)
      assert.match(String(answer.headers.ratelimit), /^"burst";r=0;t=\d+$/)
      assert.equal(answer.headers['ratelimit-policy'], '"burst";q=5;w=1,"daily";q=1000;w=86400')
    }
  })

  test('without the scope may not ask at all', async () => {
    const answer = await ask(`/v1/sistema3/${people.plain}`, { key: keys.withoutSistema3 })
    expectProblem(answer, 403, 'escopo_insuficiente')
  })
})
