import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPortalClient } from '#lib/datastores/portal-database.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { createBench } from '#lib/members/test-bench.ts'
import { testServers } from '#lib/testing/servers.ts'
import { createPostgresSubjectStore } from './store.postgres.ts'

test('the token server sees a live session’s subject, by the portal’s own rule of life', async () => {
  const bench = await createBench()
  const options = { max: 2, applicationName: 'test', onIdleError: () => {} }
  const store = createPostgresSubjectStore(createPortalClient(testServers().portal.role('portal_auth'), options))
  try {
    const member = await bench.addMember('analyst')
    const sessionId = await bench.signInAs(member)
    const find = () => store.findLive(sessionId, bench.clock.now())
    const session = await bench.services.findSession(sessionId)
    assert.deepEqual(await find(), {
      sessionId,
      memberId: member.id,
      institutionId: bench.institutionId,
      email: member.email,
      role: 'analyst',
      purposes: ['analise_de_credito'],
      sessionEndsAt: session?.expiresAt,
    })
    assert.equal(await store.findLive(randomId('session'), bench.clock.now()), null)

    await bench.inspector.member.update({ where: { id: member.id }, data: { status: 'suspended' } })
    assert.equal(await find(), null)
    await bench.inspector.member.update({ where: { id: member.id }, data: { status: 'active' } })
    await bench.inspector.institution.update({ where: { id: bench.institutionId }, data: { status: 'suspended' } })
    assert.equal(await find(), null)
    await bench.inspector.institution.update({ where: { id: bench.institutionId }, data: { status: 'active' } })
    assert.ok(await find())

    bench.clock.advance({ minutes: 30 })
    assert.equal(await find(), null)
    const again = await bench.signInAs(member)
    const call = await bench.callIn(again)
    assert.ok(await store.findLive(again, bench.clock.now()))
    await bench.services.signOut(call, {})
    assert.equal(await store.findLive(again, bench.clock.now()), null)
  } finally {
    await store.close()
    await bench.close()
  }
})
