import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { waitUntil } from '#lib/testing/real-instance.ts'
import { instanceUnderTest, lookUpAtSistema3, ROUNDS } from './instance-under-test.ts'

/** What the contract promises of a killed process or database. */
const BACK_WITHIN_MS = 5_000
const PATIENCE_MS = 20_000

const instance = instanceUnderTest()

before(() => instance.start())
after(() => instance.stop())

for (const name of ['sistema1', 'front', 'base-a', 'portal', 'mongod', 'auth', 'sistema2', 'sistema3', 'worker']) {
  test(`a killed ${name} is back within 5 s, and the log says so`, async () => {
    for (let round = 1; round <= ROUNDS; round += 1) await killAndWait(name)
    await waitUntil(async () => (await lookUpAtSistema3(instance)) === 200, AbortSignal.timeout(PATIENCE_MS))
    assert.equal(await lookUpAtSistema3(instance), 200)
  })
}

async function killAndWait(name: string): Promise<void> {
  const restarts = () => instance.logOf(name).filter(({ msg }) => msg === 'process restarted')
  const before = restarts().length
  const killed = instance.process(name)
  const since = performance.now()
  process.kill(killed.pid, 'SIGKILL')
  await waitUntil(() => restarts().length > before, AbortSignal.timeout(PATIENCE_MS))
  const tookMs = performance.now() - since
  assert.equal(restarts().length, before + 1, `${name} was restarted once`)
  assert.notEqual(instance.process(name).pid, killed.pid)
  assert.ok(tookMs <= BACK_WITHIN_MS, `${name} was back after ${Math.round(tookMs)} ms`)
}

test('a second start beside the running one says so, ends non-zero and touches nothing', async () => {
  const running = instance.processes()
  const second = instanceUnderTest()
  const { code, output } = await second.launch().ended
  assert.notEqual(code, 0)
  assert.match(output, /já está em execução.*processo \d+/)
  assert.deepEqual(instance.processes(), running)
  assert.equal(await lookUpAtSistema3(instance), 200)
})
