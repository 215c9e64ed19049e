import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { waitUntil } from '#lib/testing/real-instance.ts'
import { instanceUnderTest, killAndWait, lookUpAtSistema3, PATIENCE_MS, ROUNDS } from './instance-under-test.ts'

const instance = instanceUnderTest()

before(() => instance.start())
after(() => instance.stop())

for (const name of ['sistema1', 'front', 'base-a', 'portal', 'mongod', 'auth', 'sistema2', 'sistema3', 'worker']) {
  test(`a killed ${name} is back within 5 s, and the log says so`, async () => {
    for (let round = 1; round <= ROUNDS; round += 1) await killAndWait(instance, name)
    await waitUntil(async () => (await lookUpAtSistema3(instance)) === 200, AbortSignal.timeout(PATIENCE_MS))
    assert.equal(await lookUpAtSistema3(instance), 200)
  })
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
