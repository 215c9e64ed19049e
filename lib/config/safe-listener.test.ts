import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError } from './read-config.ts'
import { isLoopback, requireSafeListener } from './safe-listener.ts'

const refused = (config: Parameters<typeof requireSafeListener>[0]) =>
  assert.throws(() => requireSafeListener(config), ConfigError)

test('loopback is safe everywhere', () => {
  for (const HOST of ['127.0.0.1', '127.1.2.3', '::1']) {
    requireSafeListener({ CRIVO_ENV: 'demo', HOST })
    requireSafeListener({ CRIVO_ENV: 'production', HOST })
  }
})

test('the demo never listens beyond loopback', () => {
  for (const HOST of ['0.0.0.0', '::', '10.0.0.1', '::ffff:10.0.0.1']) {
    refused({ CRIVO_ENV: 'demo', HOST, TRUSTED_PROXIES: ['10.0.0.9'] })
  }
})

test('production listens beyond loopback only behind a proxy that it names', () => {
  refused({ CRIVO_ENV: 'production', HOST: '0.0.0.0' })
  refused({ CRIVO_ENV: 'production', HOST: '0.0.0.0', TRUSTED_PROXIES: [] })
  requireSafeListener({ CRIVO_ENV: 'production', HOST: '0.0.0.0', TRUSTED_PROXIES: ['10.0.0.0/8'] })
})

test('an address is known as this machine’s in any spelling', () => {
  for (const address of ['127.0.0.1', '127.255.0.1', '::1', '::ffff:127.0.0.1']) assert.ok(isLoopback(address), address)
  for (const address of ['10.0.0.1', '::', '::ffff:10.0.0.1', 'fe80::1', 'x', '']) {
    assert.ok(!isLoopback(address), address)
  }
})
