import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createAccessKey } from '#lib/access/access-key.ts'
import { createPortalClient } from '#lib/datastores/portal-database.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { createBench } from '#lib/members/test-bench.ts'
import { testServers } from '#lib/testing/servers.ts'
import { createPostgresAuthStore } from './store.postgres.ts'

const POOL = { max: 2, applicationName: 'test', onIdleError: () => {} }

test('the token server sees a live session’s subject, by the portal’s own rule of life', async () => {
  const bench = await createBench()
  const store = createPostgresAuthStore(createPortalClient(testServers().portal.role('portal_auth'), POOL))
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

test('a key is found while it lives, with the digests of its live secrets, and nobody else’s', async () => {
  const bench = await createBench()
  const store = createPostgresAuthStore(createPortalClient(testServers().portal.role('portal_auth'), POOL))
  try {
    const now = bench.clock.now()
    const later = new Date(now.getTime() + 60_000)
    const add = async (over: { environment?: 'live' | 'test'; kind?: 'partner' | 'portal' } = {}) => {
      const { id } = createAccessKey(over.environment ?? 'live')
      const terms = { name: 'x', kind: over.kind ?? 'partner', tier: 'basico', status: 'ativa', createdAt: now }
      const lists = { scopes: ['sistema2:score'], purposes: ['analise_de_credito'], ips: ['203.0.113.0/24'] }
      const environment = over.environment ?? 'live'
      const { institutionId } = bench
      await bench.inspector.accessKey.create({ data: { id, institutionId, environment, ...terms, ...lists } })
      return id
    }
    const id = await add()
    const secret = async (expiresAt: Date | null) => {
      const secretHmac = new Uint8Array(randomBytes(32))
      const of = { institutionId: bench.institutionId, accessKeyId: id }
      await bench.inspector.accessKeySecret.create({
        data: { ...of, secretHmac, last4: 'abcd', pepperVersion: 1, createdAt: now, expiresAt },
      })
      return secretHmac
    }
    const [old, fresh] = [await secret(later), await secret(null)]
    const found = await store.findLiveKey(id, now)
    assert.deepEqual(new Set(found?.secretDigests.map(String)), new Set([old, fresh].map(String)))
    assert.deepEqual(
      [found?.institutionId, found?.scopes, found?.tier, found?.ips],
      [bench.institutionId, ['sistema2:score'], 'basico', ['203.0.113.0/24']],
    )
    assert.deepEqual((await store.findLiveKey(id, later))?.secretDigests.map(String), [String(fresh)])
    for (const over of [{ environment: 'test' }, { kind: 'portal' }] as const) {
      assert.equal(await store.findLiveKey(await add(over), now), null)
    }
    for (const change of [{ status: 'suspensa' }, { status: 'pendente' }, { expiresAt: now }]) {
      await bench.inspector.accessKey.update({ where: { id }, data: { status: 'ativa', expiresAt: null, ...change } })
      assert.equal(await store.findLiveKey(id, now), null, JSON.stringify(change))
    }
    // For good, so it is another's turn.
    const revoked = await add()
    await bench.inspector.accessKey.update({ where: { id: revoked }, data: { status: 'revogada' } })
    assert.equal(await store.findLiveKey(revoked, now), null)
    await bench.inspector.accessKey.update({ where: { id }, data: { status: 'ativa', expiresAt: null } })
    await bench.inspector.institution.update({ where: { id: bench.institutionId }, data: { status: 'suspended' } })
    assert.equal(await store.findLiveKey(id, now), null)
  } finally {
    await store.close()
    await bench.close()
  }
})

test('whatever ends a right denies its tokens in the same transaction; auth itself denies single tokens only', async () => {
  const bench = await createBench()
  const database = createPortalClient(testServers().portal.role('portal_auth'), POOL)
  const store = createPostgresAuthStore(database)
  try {
    const member = await bench.addMember('analyst')
    const denied = async (kind: string, subject: string) =>
      (await store.listDenials(new Date())).some((row) => row.kind === kind && row.subject === subject)
    const session = await bench.signInAs(member)
    assert.equal(await denied('session', session), false)
    await bench.services.signOut(await bench.callIn(session), {})
    assert.equal(await denied('session', session), true)

    await bench.inspector.member.update({ where: { id: member.id }, data: { language: 'en' } })
    assert.equal(await denied('member', member.id), false)
    await bench.inspector.member.update({ where: { id: member.id }, data: { role: 'auditor' } })
    assert.equal(await denied('member', member.id), true)

    const { id } = createAccessKey('live')
    const terms = { name: 'x', environment: 'live', kind: 'partner', tier: 'basico', createdAt: new Date() }
    const lists = { scopes: ['sistema2:score', 'conta:ler'], purposes: ['analise_de_credito'], ips: [] }
    const { institutionId, inspector } = bench
    await inspector.accessKey.create({ data: { id, institutionId, status: 'suspensa', ...terms, ...lists } })
    const change = (data: object) => inspector.accessKey.update({ where: { id }, data })
    // What gives rights back, widens or leaves them denies nothing.
    await change({ status: 'ativa' })
    await change({ name: 'y', scopes: [...lists.scopes, 'sistema1:consultar'] })
    assert.equal(await denied('key', id), false)
    for (const ending of [
      { scopes: ['conta:ler'] },
      { purposes: [] },
      { ips: ['203.0.113.1'] },
      { expiresAt: new Date() },
      { status: 'suspensa' },
      { status: 'revogada' },
    ]) {
      await inspector.tokenDenial.deleteMany({ where: { subject: id } })
      await change({ status: 'ativa', expiresAt: null, ...lists, ...('ips' in ending ? {} : { ips: [] }) })
      await inspector.tokenDenial.deleteMany({ where: { subject: id } })
      await change(ending)
      assert.equal(await denied('key', id), true, JSON.stringify(ending))
    }

    await inspector.institution.update({ where: { id: institutionId }, data: { status: 'suspended' } })
    assert.equal(await denied('institution', institutionId), true)

    const now = new Date()
    const token = { id: randomId('event'), expiresAt: new Date(now.getTime() + 300_000) }
    await Promise.all([store.denyToken(token, now), store.denyToken(token, now)])
    await store.denyToken(token, now)
    assert.equal(await denied('token', token.id), true)
    assert.equal(
      (await store.listDenials(token.expiresAt)).some(({ subject }) => subject === token.id),
      false,
    )

    const asKey = { kind: 'key', subject: randomId('event'), deniedAt: now, expiresAt: token.expiresAt }
    await assert.rejects(database.client.tokenDenial.createMany({ data: [asKey] }), /row-level security/)
    await assert.rejects(database.client.tokenDenial.deleteMany({}), /permission denied/)
    await assert.rejects(database.client.accessKey.updateMany({ data: { status: 'ativa' } }), /permission denied/)
  } finally {
    await store.close()
    await bench.close()
  }
})
