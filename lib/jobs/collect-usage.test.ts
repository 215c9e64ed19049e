import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUsageMeter, type UsageBatch } from '#lib/access/usage-meter.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { collectUsage } from './collect-usage.ts'

test('a batch is named back once it is added; a service that is away or a store that is down holds up no other', async () => {
  const clock = new FakeClock()
  const meter = createUsageMeter(clock)
  const added: UsageBatch[] = []
  const store = { down: true }
  const job = collectUsage({
    feeds: [
      { name: 'away', batchAfter: () => Promise.reject(new Error('away')) },
      { name: 'here', batchAfter: async (taken) => meter.batchAfter(taken) },
    ],
    sums: {
      async add(batch) {
        if (store.down) throw new Error('down')
        added.push(batch)
      },
    },
    clock,
    logger: createLogger('worker', 'silent'),
  })
  await job.run()
  store.down = false
  await job.run()
  await job.run()
  assert.deepEqual(
    added.map(({ lote }) => lote),
    [1, 2],
  )
})
