import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createOutboundObserver, exposeBreakers } from '#lib/gateway/index.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'

const FOLDER = join(import.meta.dirname, '../../../docs/monitoring')

test('the dashboard and the alert rules ask for metrics that front has', () => {
  const metrics = createMetrics('front')
  createOutboundObserver(createLogger('front', 'silent'), metrics)
  exposeBreakers(metrics, { read: async () => [] })
  const known = new Set(metrics.registry.getMetricsAsArray().map(({ name }) => name))
  const files = readdirSync(FOLDER)
  assert.deepEqual(files.toSorted(), ['alerts.yaml', 'grafana.json'])
  for (const file of files) {
    const asked = readFileSync(join(FOLDER, file), 'utf8').match(/\bcrivo_[a-z_]+/g) ?? []
    assert.ok(asked.length > 0)
    for (const name of asked) assert.ok(known.has(name) || known.has(name.replace(/_bucket$/, '')), `${file}: ${name}`)
  }
})
