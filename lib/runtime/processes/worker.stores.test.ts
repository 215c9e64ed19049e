import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '#lib/config/index.ts'
import { createPortalClient } from '#lib/datastores/portal-database.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { testServers } from '#lib/testing/servers.ts'
import { start } from './worker.ts'
import { workerEnvironment } from './worker-test-bench.ts'

test('the process does its jobs at start, and ends when told', async () => {
  const options = { max: 1, applicationName: 'test', onIdleError: () => {} }
  const inspector = createPortalClient(testServers().portal.superuser, options)
  const key = `over:${randomId('event')}`
  await inspector.client.throttle.create({ data: { key, points: 1, expire: 1n } })
  const { environment } = await workerEnvironment()
  const handle = await start(readConfig(environment, 'worker'))
  // Closing waits for the runs that have begun, and each job's first begins with the process.
  await handle.close()
  assert.equal(await inspector.client.throttle.count({ where: { key } }), 0)
  await inspector.close()
})

test('without its database it does not start', async () => {
  const environment = {
    ...(await workerEnvironment()).environment,
    DATABASE_URL_PORTAL_WORKER: 'postgresql://x:x@localhost:1/x?host=/nowhere',
    MONGODB_URI_BASE_C_RELAY: 'mongodb://relay:x@127.0.0.1:1/base_c',
  }
  await assert.rejects(start(readConfig(environment, 'worker')))
})
