import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { randomId } from '#lib/kernel/ids.ts'
import { type Bench, openBench } from '../test-bench.ts'
import { storePortfolio } from './store-portfolio.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

test('somebody in the portfolios of two institutions is summed once, however they come', async () => {
  const ana = await bench.addPerson([{ amount_cents: 5_000 }, { amount_cents: 700 }])
  const keeper = { caller: 'sistema2', ip: '127.0.0.1', requestId: randomId('request') } as const
  const item = {
    cpf: ana.cpf,
    referencia: 'ana',
    uf: 'PE',
    nascimento: '1980-01-01',
    vale_ate: new Date(Date.now() + 86_400_000).toISOString(),
    numero: 1,
    em: '2026-01-01T00:00:00.000Z',
  }
  const both = [randomId('institution'), randomId('institution')]
  await storePortfolio(bench.context, keeper, { itens: both.map((instituicao) => ({ ...item, instituicao })) })
  const sums = () =>
    bench.sql('SELECT debts, total_cents::integer AS total FROM records.portfolio_person WHERE subject_index = $1', [
      ana.subject,
    ])
  const once = { debts: 2, total: 5_700 }
  assert.deepEqual(await sums(), [once, once])

  await bench.session('superuser', async (run) => {
    await run(`UPDATE records.portfolio_person SET stale_on = '2020-01-01' WHERE subject_index = $1`, [ana.subject])
  })
  await bench.context.files.refreshStaleSums()
  assert.deepEqual(await sums(), [once, once])
})
