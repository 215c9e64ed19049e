import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createPortalClient } from '#lib/datastores/portal-database.ts'
import { batchOf, createTasksBench, PEOPLE, type TasksBench } from '#lib/tasks/test-bench.ts'
import { testServers } from '#lib/testing/servers.ts'
import { createPostgresAuthStore } from './store.postgres.ts'
import type { AuthStore } from './store.ts'

let bench: TasksBench
let store: AuthStore
before(async () => {
  bench = await createTasksBench()
  // Later than every other test's: its own take finds its own.
  bench.clock.advance({ days: 9_000 })
  const options = { max: 2, applicationName: 'test', onIdleError: () => {} }
  store = createPostgresAuthStore(createPortalClient(testServers().portal.role('portal_auth'), options))
})
after(async () => {
  await Promise.all([store?.close(), bench?.close()])
})

const ask = (id: string) => store.findTaskAsker(id as Parameters<AuthStore['findTaskAsker']>[0], bench.clock.now())

/** As a worker holds it: by its id, whatever else waits. */
async function hold(id: string) {
  const leaseUntil = new Date(bench.clock.now().getTime() + 30_000)
  await bench.inspector.task.update({ where: { id }, data: { state: 'executando', leasedBy: 'x', leaseUntil } })
}

describe('for whom a task runs', () => {
  test('a key that is good now, while a worker holds the task', async () => {
    const call = await bench.key()
    const { id } = await bench.tasks.startTask(call, batchOf(PEOPLE))
    assert.equal(await ask(id), null, 'it waits')
    await hold(id)
    const found = await ask(id)
    assert.ok(found?.kind === 'key')
    assert.deepEqual([found.key.id, found.key.institutionId], [call.actor.id, call.actor.institutionId])
    bench.clock.advance({ seconds: 30 })
    assert.equal(await ask(id), null, 'the lease is over')
    await hold(id)
    await bench.inspector.accessKey.update({ where: { id: call.actor.id }, data: { status: 'revogada' } })
    assert.equal(await ask(id), null, 'the key is gone')
  })

  test('a member who is active, whatever became of the session; not one who is suspended', async () => {
    const call = bench.analyst()
    assert.ok(call.actor.kind === 'member')
    const { id: memberId, institutionId, sessionId } = call.actor
    const at = bench.clock.now()
    const person = { email: `${memberId.toLowerCase()}@banco.example`, name: 'Pessoa', role: 'analyst', language: 'en' }
    const secret = { passwordHash: '$argon2id$x', passwordChangedAt: at, status: 'active', createdAt: at }
    await bench.inspector.member.create({ data: { id: memberId, institutionId, ...person, ...secret } })
    const { id } = await bench.tasks.startTask(call, batchOf(PEOPLE))
    await hold(id)
    const found = await ask(id)
    assert.ok(found?.kind === 'member')
    assert.deepEqual([found.subject.memberId, found.subject.sessionId], [memberId, sessionId])
    await bench.inspector.member.update({ where: { id: memberId }, data: { status: 'suspended' } })
    assert.equal(await ask(id), null)
  })

  test('nobody, of an institution that is suspended', async () => {
    const institution = await bench.keys.addInstitution()
    const { id } = await bench.tasks.startTask(await bench.key(undefined, institution), batchOf(PEOPLE))
    await hold(id)
    await bench.inspector.institution.update({ where: { id: institution }, data: { status: 'suspended' } })
    assert.equal(await ask(id), null)
  })
})
