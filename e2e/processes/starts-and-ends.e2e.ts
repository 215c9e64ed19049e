import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { isAlive, type ProcessIdentity, waitForEnd } from '#lib/datastores/embedded/process-identity.ts'
import { waitUntil } from '#lib/testing/real-instance.ts'
import { instanceUnderTest, lookUpAtSistema3, ROUNDS } from './instance-under-test.ts'

const GONE_WITHIN_MS = 20_000
const LONGEST_START_MS = 6_000

const instance = instanceUnderTest()

after(() => instance.stop())

async function requireAllGone(processes: Iterable<ProcessIdentity>): Promise<void> {
  for (const identity of processes)
    assert.ok(await waitForEnd(identity, GONE_WITHIN_MS), `process ${identity.pid} is gone`)
}

test('a taken port is named, with the way out, and nothing is left running', async () => {
  const occupant = createServer().listen(instance.options.port, '127.0.0.1')
  await once(occupant, 'listening')
  try {
    const { code, output } = await instance.launch().ended
    assert.notEqual(code, 0)
    assert.match(output, new RegExp(`porta ${instance.options.port} já está em uso`))
    assert.match(output, /PORT=\d+ npm start/)
    assert.equal(instance.processes().size, 0)
  } finally {
    occupant.close()
  }
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} ends everything that was started`, async () => {
    await instance.start()
    const processes = [...instance.processes().values()]
    assert.equal(processes.length, 10, 'the orchestrator, three servers and six services')
    if (signal === 'SIGINT') instance.interrupt()
    else await instance.stop()
    await requireAllGone(processes)
    assert.equal(instance.processes().size, 0)
  })
}

test('a killed orchestrator leaves no orphan, and the next start finds its data', async () => {
  for (let round = 1; round <= ROUNDS; round += 1) {
    await instance.start()
    const processes = instance.processes()
    process.kill(instance.process('orchestrator').pid, 'SIGKILL')
    await requireAllGone(processes.values())
  }
  await instance.start()
  assert.equal(await lookUpAtSistema3(instance), 200)
  await instance.stop()
})

test('a start that is killed at any moment does no harm to the next one', async () => {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { ended } = instance.launch()
    await waitUntil(() => instance.processes().has('orchestrator'), AbortSignal.timeout(10_000))
    const orchestrator = instance.process('orchestrator')
    // The moment is what the test is about: spread over a start, and different in each round.
    await Promise.race([wait(Math.random() * LONGEST_START_MS), ended])
    const processes = instance.processes()
    if (isAlive(orchestrator)) process.kill(orchestrator.pid, 'SIGKILL')
    await ended
    await requireAllGone(processes.values())
  }
  await instance.start()
  assert.equal(await lookUpAtSistema3(instance), 200)
  await instance.stop()
})
