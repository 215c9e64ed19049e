import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBasic } from '#lib/access/basic.ts'
import { anAuthServer, READER, SERVICES } from './test-bench.ts'

const server = await anAuthServer()
await server.feed.run()
const read = (authorization: string) => server.send('/interno/revogacoes', { headers: { authorization } })

test('services and readers may read what is denied, by their own secret alone', async () => {
  for (const basic of [SERVICES.sistema2, READER]) {
    const answer = await read(basic)
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body.negacoes, [])
  }
  const key = server.addKey(['conta:ler'])
  for (const basic of [
    formatBasic('sistema3', 'guessed'),
    formatBasic('sistema3', ''),
    formatBasic('sistema4', 'x'),
    key.basic,
    '',
  ]) {
    assert.equal((await read(basic)).status, 401)
  }
})

test('a reader is no client: it gets no token and introspects nothing', async () => {
  const key = server.addKey(['sistema2:score'])
  const { access_token: token } = (await server.token(key, { scope: 'sistema2:score' })).body
  assert.equal(typeof token, 'string')
  assert.equal((await server.token({ basic: READER }, { scope: 'sistema2:score' })).status, 401)
  const exchange = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: String(token),
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    resource: 'urn:crivo:sistema1',
  }
  assert.equal((await server.post('/oauth/token', READER, exchange)).status, 401)
  assert.equal((await server.post('/oauth/introspect', READER, { token: String(token) })).status, 401)
})
