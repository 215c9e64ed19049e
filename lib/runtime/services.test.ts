import assert from 'node:assert/strict'
import { test } from 'node:test'
import { installServices, type Services, services } from './services.ts'

test('services are found by every copy of the module, installed once, and missed loudly', async () => {
  assert.throws(() => services(), /not installed/)
  // Only identity matters here.
  const built = { status: {} } as Services
  installServices(built)
  assert.equal(services(), built)
  assert.throws(() => installServices(built), /already installed/)
  // A second copy of the module, as a bundler makes one.
  const copy: typeof import('./services.ts') = await import(`./services.ts?copy=${process.pid}`)
  assert.notEqual(copy.services, services)
  assert.equal(copy.services(), built)
})
