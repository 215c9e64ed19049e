import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { civilDateOf } from '#lib/kernel/clock.ts'
import { DEMO_SEED, DEMO_SIZE } from '#lib/population/demo.ts'
import { createPopulation } from '#lib/population/population.ts'
import { waitUntil } from '#lib/testing/real-instance.ts'
import { readDemo } from '../fixtures/instance.ts'
import { instanceUnderTest, killAndWait } from './instance-under-test.ts'

const PEOPLE = 300
const PATIENCE_MS = 120_000

const instance = instanceUnderTest()

before(() => instance.start())
after(() => instance.stop())

async function ask(path: string, init: RequestInit = {}) {
  const { url, keys } = readDemo()
  const key = keys.find(({ scopes }) => scopes.includes('tarefas:executar') && scopes.includes('sistema2:score'))
  assert.ok(key)
  const authorization = `Basic ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}`
  return fetch(url + path, { ...init, headers: { authorization, 'content-type': 'application/json' } })
}

test('a worker killed in the middle of a batch loses no line of it and doubles none', async () => {
  const people = createPopulation({ seed: DEMO_SEED, size: DEMO_SIZE, today: civilDateOf(new Date()) })
  const cpfs = Array.from({ length: PEOPLE }, (_, index) => people.person(2_000 + index).cpf)
  const body = JSON.stringify({ tipo: 'consulta_em_lote', sistema: 'sistema2', cpfs })
  const asked = await ask('/v1/tarefas', { method: 'POST', body })
  assert.equal(asked.status, 202)
  const { id } = (await asked.json()) as { id: string }
  const read = async () =>
    (await (await ask(`/v1/tarefas/${id}`)).json()) as { situacao: string; progresso: { feitos: number } }
  const signal = AbortSignal.timeout(PATIENCE_MS)
  await waitUntil(async () => (await read()).progresso.feitos > 20, signal)
  await killAndWait(instance, 'worker')
  const { situacao, progresso } = await read()
  assert.equal(situacao, 'executando', `${progresso.feitos} of ${PEOPLE}: it was killed in the middle`)
  await waitUntil(async () => (await read()).situacao === 'concluida', signal)
  const csv = await (await ask(`/v1/tarefas/${id}/resultado`)).text()
  const lines = csv.trim().split('\r\n').slice(1)
  assert.deepEqual(
    lines.map((line) => Number(line.split(',', 1)[0])),
    cpfs.map((_, index) => index + 1),
  )
})
