import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ROLES } from '#lib/access/roles.ts'
import { ConfigError } from '#lib/config/index.ts'
import type { DemoFile } from './demo-file.ts'
import { explain } from './explain.ts'
import { StartError } from './managed-process.ts'
import { StartRefused } from './start-refused.ts'
import { formatDuration } from './steps.ts'
import { welcome } from './welcome.ts'

const demo: DemoFile = {
  url: 'http://localhost:3000',
  admin_url: 'http://127.0.0.1:9090',
  users: [{ email: 'ana@aurora.example', password: 'pw', role: 'analyst', institution: 'Banco Aurora' }],
  keys: [
    {
      name: 'x',
      institution: 'Banco Aurora',
      id: 'crk_live_x',
      secret: 'crs_live_y',
      scopes: ['sistema3:consultar'],
      tier: 'basico',
    },
  ],
  people: { plain: '1', indebted: '2', no_score: '3', card_token: 'car_x', bureau_id: 'bur_x' },
}

test('durations are written as people here write them', () => {
  assert.equal(formatDuration(140), '0,1 s')
  assert.equal(formatDuration(62_400), '1 min 02 s')
})

test('a refused configuration lists every name, and a refused start says its words alone', () => {
  const error = new ConfigError([
    { name: 'SESSION_SECRET', problem: 'weak' },
    { name: 'DATABASE_URL_PORTAL', problem: 'missing' },
  ])
  assert.match(
    explain(error, () => []),
    /SESSION_SECRET: fraca demais\n {2}DATABASE_URL_PORTAL: falta/,
  )
  assert.equal(
    explain(new StartRefused('palavras'), () => []),
    'palavras',
  )
})

test('a process that did not start is shown with the end of its log', () => {
  const words = explain(new StartError('front', 'ended at start (1)'), (name) => [`last words of ${name}`])
  assert.match(words, /front não iniciou[\s\S]*last words of front/)
})

test('the welcome shows sign-ins and a curl line only for a door that is open', () => {
  const words = welcome(demo.url, demo).join('\n')
  assert.match(words, /^Crivo em http:\/\/localhost:3000/m)
  assert.match(words, /ana@aurora\.example {2}pw/)
  assert.match(words, /curl -u crk_live_x:crs_live_y http:\/\/localhost:3000\/v1\/sistema3\/1$/m)
  assert.doesNotMatch(welcome(demo.url, { ...demo, keys: [] }).join('\n'), /curl/)
  assert.match(words, /analista, Banco Aurora$/m)
  assert.doesNotMatch(welcome(demo.url, null).join('\n'), /@/)
})

test('the welcome names every role in Portuguese', () => {
  const users = ROLES.map((role) => ({ email: 'x@aurora.example', password: 'pw', role, institution: 'I' }))
  const roles = welcome(demo.url, { ...demo, users }).flatMap((line) => /pw {2}(.*), I$/.exec(line)?.[1] ?? [])
  assert.deepEqual(roles, ['administrador(a)', 'aprovador(a)', 'analista', 'auditor(a)', 'operador(a)'])
})
