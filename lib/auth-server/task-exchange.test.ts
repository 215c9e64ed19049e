import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { randomId } from '#lib/kernel/ids.ts'
import { type AuthServer, anAuthServer, type Form, SERVICES } from './test-bench.ts'

const SESSION_TYPE = 'urn:crivo:token-type:session'

function exchange(server: AuthServer, task: string, over: Form = {}, service: keyof typeof SERVICES = 'worker') {
  return server.post('/oauth/token', SERVICES[service], {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: task,
    subject_token_type: 'urn:crivo:token-type:task',
    resource: 'urn:crivo:sistema2',
    ...over,
  })
}

describe('a task that runs becomes a token of whoever asked for it', () => {
  test('a member: with what the role may do at sistema2, and nothing elsewhere', async () => {
    const server = await anAuthServer()
    const [task, subject] = [randomId('task'), server.openSession()]
    server.rows.tasks.set(task, { kind: 'member', subject })
    const { status, body } = await exchange(server, task)
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(body.scope, 'sistema2:score sistema2:cadastro sistema2:listar dividas:resumo')
    const claims = decodeJwt(String(body.access_token))
    assert.deepEqual(
      [claims.sub, claims.sessao, claims.aud, claims.email],
      [subject.memberId, subject.sessionId, 'sistema2', subject.email],
    )
  })

  test('a key: with its scopes of sistema2 and its addresses, which the task still has to come from', async () => {
    const server = await anAuthServer()
    const task = randomId('task')
    const { row } = server.addKey(['sistema2:score', 'sistema3:consultar', 'tarefas:executar'], {
      ips: ['203.0.113.0/24'],
    })
    server.rows.tasks.set(task, { kind: 'key', key: row })
    const { body } = await exchange(server, task)
    assert.equal(body.scope, 'sistema2:score')
    const claims = decodeJwt(String(body.access_token))
    assert.deepEqual([claims.sub, claims.client_id, claims.enderecos], [row.id, row.id, ['203.0.113.0/24']])
  })

  test('nobody without a right at sistema2, and no task that does not run', async () => {
    const server = await anAuthServer()
    const [approvers, keys] = [randomId('task'), randomId('task')]
    server.rows.tasks.set(approvers, { kind: 'member', subject: server.openSession('approver') })
    server.rows.tasks.set(keys, { kind: 'key', key: server.addKey(['tarefas:executar']).row })
    for (const task of [approvers, keys]) {
      const { status, body } = await exchange(server, task)
      assert.deepEqual([status, body.error], [400, 'invalid_scope'])
    }
    for (const task of [randomId('task'), 'tar_x', server.openSession().sessionId]) {
      const { status, body } = await exchange(server, task)
      assert.deepEqual([status, body.error], [400, 'invalid_grant'])
    }
  })

  test('for sistema2 alone, by the worker alone, and the worker has nothing but tasks', async () => {
    const server = await anAuthServer()
    const [task, subject] = [randomId('task'), server.openSession()]
    server.rows.tasks.set(task, { kind: 'member', subject })
    for (const [answer, error] of [
      [await exchange(server, task, { resource: 'urn:crivo:sistema1' }), 'invalid_target'],
      [await exchange(server, task, { scope: 'sistema2:score' }), 'invalid_scope'],
      [await exchange(server, task, {}, 'portal'), 'invalid_request'],
      [await exchange(server, task, {}, 'sistema2'), 'invalid_request'],
      [await exchange(server, subject.sessionId, { subject_token_type: SESSION_TYPE }), 'invalid_request'],
    ] as const) {
      assert.deepEqual([answer.status, answer.body.error], [400, error])
    }
  })
})
