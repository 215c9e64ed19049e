import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readConfig, readOrchestratorConfig } from '#lib/config/index.ts'
import { keepDemoSecrets } from './demo-secrets.ts'
import { environmentOf, SERVICE_NAMES, type ServiceName } from './process-environments.ts'

const stateDir = mkdtempSync(join(tmpdir(), 'crivo-environments-'))
after(() => rmSync(stateDir, { recursive: true }))

const url = (role: string) => `postgresql://${role}:pw@localhost/x?host=/tmp/x`
const parts = {
  portalBuild: null,
  config: readOrchestratorConfig({}),
  stateDir,
  ports: { mongod: 1, auth: 2, sistema1: 3, sistema2: 4, sistema3: 5, worker: 6 },
  secrets: keepDemoSecrets(stateDir, {}),
  databases: {
    baseA: {
      migrations: url('m'),
      app: url('basea_app'),
      grants: url('basea_grants'),
      proofs: url('basea_proofs'),
      auditor: url('basea_auditor'),
      ingest: url('basea_ingest'),
    },
    portal: { migrations: url('m'), app: url('portal_app'), auth: url('portal_auth'), worker: url('portal_worker') },
    mongo: {
      baseB: 'mongodb://sistema2:pw@127.0.0.1/base_b',
      baseC: 'mongodb://sistema3:pw@127.0.0.1/base_c',
      relayC: 'mongodb://relay:pw@127.0.0.1/base_c',
      seedB: 'mongodb://seed:pw@127.0.0.1/base_b',
      seedC: 'mongodb://seed:pw@127.0.0.1/base_c',
    },
  },
}
const environments = new Map(SERVICE_NAMES.map((service) => [service, environmentOf(service, parts)]))

function holders(words: RegExp): ServiceName[] {
  return [...environments]
    .filter(([, env]) => Object.values(env).some((value) => words.test(value)))
    .map(([name]) => name)
}

test('what the demo makes is a whole and strong configuration for each service', () => {
  for (const [service, environment] of environments) readConfig(environment, service)
})

test('each credential reaches only the service that needs it', () => {
  assert.deepEqual(holders(/basea_/), ['sistema1'])
  assert.deepEqual(holders(/basea_ingest|\/\/m:|\/\/seed:/), [])
  assert.deepEqual(holders(/sistema2:pw/), ['sistema2'])
  assert.deepEqual(holders(/sistema3:pw/), ['sistema3'])
  assert.deepEqual(holders(/portal_app/), ['front'])
  assert.deepEqual(holders(/auth-signing\.pem/), ['auth'])
  assert.deepEqual(holders(new RegExp(parts.secrets.portalKey.secret)), ['front'])
})

test('sistema1 is told no address: it never dials out', () => {
  const own = environments.get('sistema1') ?? {}
  assert.deepEqual(
    Object.keys(own).filter((name) => /^(AUTH|SISTEMA\d)_URL$/.test(name)),
    [],
  )
})

test('a secret that was given by name stands in place of the generated one', () => {
  const { application } = keepDemoSecrets(stateDir, { CURSOR_SECRET: 'given' })
  assert.deepEqual(application, { ...parts.secrets.application, CURSOR_SECRET: 'given' })
})

test('generated secrets are kept, and for their owner alone', () => {
  assert.deepEqual(keepDemoSecrets(stateDir, {}), parts.secrets)
  for (const name of ['application.json', 'databases.json', 'auth-signing.pem', 'statement-private.pem']) {
    assert.equal(statSync(join(stateDir, 'secrets', name)).mode & 0o777, 0o600, name)
  }
})
