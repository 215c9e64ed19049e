import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AppError } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { type Bench, callAs, grantInput, openBench, randomCpf, searchInput } from '../test-bench.ts'
import { requestGrant } from './request-grant.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const refusedAs = (code: AppError['code']) => (error: AppError) => error.code === code

/** An analyst who sends requests under a key of their own. */
function asking() {
  const analyst = callAs('analyst', randomId('institution'))
  const idempotencyKey = `pedido-${randomId('event')}`
  return {
    analyst,
    under: (key = idempotencyKey) => ({ ...analyst, requestId: randomId('request'), idempotencyKey: key }),
  }
}
const requestsOf = (institution: string) =>
  bench.sql('SELECT id FROM control.grant_request WHERE institution_id = $1', [institution])

describe('a request for a grant under an Idempotency-Key', () => {
  test('sent again is the grant of the first time, on record once, whatever has become of it', async () => {
    const { analyst, under } = asking()
    const input = grantInput(randomCpf())
    const first = await requestGrant(bench.context, under(), input)
    const again = await requestGrant(bench.context, under(), input)
    assert.deepEqual(again, first)
    assert.equal((await requestsOf(analyst.actor.institutionId)).length, 1)
    assert.equal((await bench.ledger({ grantId: first.id })).length, 1)
    const search = searchInput()
    const wide = await requestGrant(bench.context, under('busca'), search)
    assert.equal((await requestGrant(bench.context, under('busca'), search)).id, wide.id)
  })

  test('of many at once one is written', async () => {
    const { analyst, under } = asking()
    const input = grantInput(randomCpf())
    const all = await Promise.all(Array.from({ length: 8 }, () => requestGrant(bench.context, under(), input)))
    assert.equal(new Set(all.map(({ id }) => id)).size, 1)
    assert.equal((await requestsOf(analyst.actor.institutionId)).length, 1)
  })

  test('with other content is refused, and writes nothing', async () => {
    const { analyst, under } = asking()
    const input = grantInput(randomCpf())
    await requestGrant(bench.context, under(), input)
    const others = [{ ...input, minutos: 31 }, grantInput(randomCpf()), searchInput()]
    for (const other of others) {
      await assert.rejects(requestGrant(bench.context, under(), other), refusedAs('chave_de_idempotencia_reutilizada'))
    }
    assert.equal((await requestsOf(analyst.actor.institutionId)).length, 1)
  })

  test('is the caller’s own: the same key of another member or institution is another request', async () => {
    const [one, other] = [asking(), asking()]
    const colleague = callAs('analyst', one.analyst.actor.institutionId)
    const input = grantInput(randomCpf())
    const calls = [one.under('k'), { ...colleague, idempotencyKey: 'k' }, other.under('k')]
    const grants = await Promise.all(calls.map((call) => requestGrant(bench.context, call, input)))
    assert.equal(new Set(grants.map(({ id }) => id)).size, 3)
  })

  test('is forgotten after a day', async () => {
    const { analyst, under } = asking()
    const input = grantInput(randomCpf())
    const first = await requestGrant(bench.context, under(), input)
    await bench.sql(
      `UPDATE control.grant_once SET created_at = clock_timestamp() - interval '25 hours' WHERE institution_id = $1`,
      [analyst.actor.institutionId],
    )
    assert.notEqual((await requestGrant(bench.context, under(), input)).id, first.id)
  })

  test('a refused one leaves its key free', async () => {
    const { under } = asking()
    const input = grantInput(randomCpf())
    const narrow = { ...under(), actor: { ...under().actor, purposes: ['venda_a_prazo' as const] } }
    await assert.rejects(requestGrant(bench.context, narrow, input), refusedAs('finalidade_nao_permitida'))
    assert.ok(await requestGrant(bench.context, under(), input))
  })

  test('neither the key nor a CPF in it stands in the database', async () => {
    const { analyst, under } = asking()
    const cpf = randomCpf()
    await requestGrant(bench.context, under(cpf), grantInput(cpf))
    const rows = await bench.sql('SELECT * FROM control.grant_once WHERE institution_id = $1', [
      analyst.actor.institutionId,
    ])
    assert.equal(rows.length, 1)
    assert.ok(!JSON.stringify(rows).includes(cpf))
  })
})
