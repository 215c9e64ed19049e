import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, readConfig, readOrchestratorConfig, variableNames } from './read-config.ts'

const STRONG = 'kR4tWq9ZpLx2VbN7mYc5HdJf8GsTaEuA'
const sistema2 = {
  SERVICE_PORT: '4002',
  MONGODB_URI_BASE_B: 'mongodb://sistema2:pw@127.0.0.1/base_b',
  CANDIDATE_REF_KEY: STRONG,
  CURSOR_SECRET: STRONG,
  BLIND_INDEX_KEY_BASE_B: STRONG,
  AUTH_CLIENT_SECRET_SISTEMA2: STRONG,
  AUTH_URL: 'http://127.0.0.1:4001/',
  SISTEMA1_URL: 'https://127.0.0.1:4002',
  SISTEMA3_URL: 'http://127.0.0.1:4003',
  CONSENT_FEED_SECRET: STRONG,
  USAGE_FEED_SECRET: STRONG,
  TLS_CA_FILE: 'ca.pem',
  TLS_CERT_FILE: 'cert.pem',
  TLS_KEY_FILE: 'key.pem',
}

function problemsOf(read: () => unknown): Record<string, string> {
  try {
    read()
  } catch (error) {
    if (error instanceof ConfigError) return Object.fromEntries(error.variables.map((v) => [v.name, v.problem]))
    throw error
  }
  return {}
}

test('a process reads its own variables, typed, with secrets that do not print', () => {
  const config = readConfig(sistema2, 'sistema2')
  assert.equal(config.SERVICE_PORT, 4_002)
  assert.equal(config.AUTH_URL, 'http://127.0.0.1:4001')
  assert.equal(config.CURSOR_SECRET.reveal(), STRONG)
  assert.doesNotMatch(JSON.stringify(config), new RegExp(`${STRONG}|:pw@`))
})

test('a process never sees what belongs to another', () => {
  const config = readConfig({ ...sistema2, DATABASE_URL_BASE_A: 'postgresql://x', SESSION_SECRET: STRONG }, 'sistema2')
  assert.equal('DATABASE_URL_BASE_A' in config || 'SESSION_SECRET' in config, false)
  for (const name of ['front', 'auth', 'sistema2', 'sistema3', 'worker'] as const) {
    assert.equal(
      variableNames(name).some((variable) => variable.startsWith('DATABASE_URL_BASE_A')),
      false,
      `${name} holds no credential of Base A`,
    )
  }
})

test('everything wrong is named at once, and no value is', () => {
  const problems = problemsOf(() =>
    readConfig({ ...sistema2, CURSOR_SECRET: 'short', AUTH_URL: 'ftp://x', TLS_CA_FILE: '' }, 'sistema2'),
  )
  assert.deepEqual(problems, { CURSOR_SECRET: 'weak', AUTH_URL: 'invalid', TLS_CA_FILE: 'missing' })
})

test('production refuses missing and weak secrets; the demo needs none', () => {
  assert.equal(readOrchestratorConfig({}).PORT, 3_000)
  const weak = ['short', 'a'.repeat(40), 'change-me-change-me-change-me-change-me', 'password-password-password-12345']
  for (const SESSION_SECRET of weak) {
    const problems = problemsOf(() => readOrchestratorConfig({ CRIVO_ENV: 'production', SESSION_SECRET }))
    assert.equal(problems.SESSION_SECRET, 'weak')
    assert.equal(problems.DATABASE_URL_BASE_A, 'missing')
    assert.equal(problems.SMTP_URL, 'missing', 'the demo writes mail to files; production must reach people')
    assert.equal(problems.PUBLIC_URL, 'missing')
  }
})

test('production asks for https in front of people, and for passwords of databases', () => {
  const read = (environment: Record<string, string>) =>
    problemsOf(() => readConfig({ ...sistema2, CRIVO_ENV: 'production', ...environment }, 'sistema2'))
  const fit = {
    PUBLIC_URL: 'https://crivo.example',
    MONGODB_URI_BASE_B: `mongodb://sistema2:${STRONG}@127.0.0.1/base_b`,
  }
  assert.deepEqual(read(fit), {})
  assert.deepEqual(read({ ...fit, PUBLIC_URL: 'http://crivo.example' }), { PUBLIC_URL: 'invalid' })
  assert.deepEqual(read({ ...fit, PUBLIC_URL: '' }), { PUBLIC_URL: 'missing' })
  assert.deepEqual(read({ ...fit, MONGODB_URI_BASE_B: sistema2.MONGODB_URI_BASE_B }), { MONGODB_URI_BASE_B: 'weak' })
  assert.deepEqual(
    problemsOf(() => readConfig({ ...sistema2, PUBLIC_URL: 'http://localhost:3000' }, 'sistema2')),
    {},
    'the demo does with less',
  )
  const weak = 'postgresql://basea_app:pw@db.internal/base_a'
  for (const name of ['DATABASE_URL_BASE_A', 'DATABASE_URL_PORTAL_MIGRATIONS', 'MONGODB_URI'] as const) {
    const value = name === 'MONGODB_URI' ? 'mongodb://127.0.0.1/' : weak
    const problems = problemsOf(() => readOrchestratorConfig({ CRIVO_ENV: 'production', [name]: value }))
    assert.equal(problems[name], 'weak')
  }
  assert.equal(problemsOf(() => readOrchestratorConfig({ CRIVO_ENV: 'production' })).MONGODB_URI, undefined)
})
