import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccessKey, isWellFormedSecret, secretDigest } from '#lib/access/access-key.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { testServers } from '#lib/testing/servers.ts'
import { createDemoCredentials, seedMembers } from './seed.ts'
import { createBench } from './test-bench.ts'

test('the demonstration’s people sign in with the listed passwords, seed after seed', async () => {
  const bench = await createBench()
  try {
    const portalKey = createAccessKey('live')
    const pepper = new Redacted('a pepper of no importance at all')
    const options = {
      databaseUrl: testServers().portal.role('portal_app'),
      credentials: createDemoCredentials(),
      portalKey: { id: portalKey.id, secret: new Redacted(portalKey.secret) },
      pepper,
      clock: new FakeClock(),
      onError: (error: Error) => assert.fail(error),
    }
    const seeded = await seedMembers(options)
    assert.deepEqual(await seedMembers(options), seeded)

    assert.deepEqual(
      seeded.users.map(({ role, institution }) => `${role} ${institution}`),
      [
        'analyst Banco Aurora',
        'approver Banco Aurora',
        'admin Banco Aurora',
        'auditor Banco Aurora',
        'approver Banco Aurora',
        'admin Banco Aurora',
        'admin Cooperativa Boreal',
        'analyst Cooperativa Boreal',
        'operator Operador da Plataforma Crivo',
      ],
    )
    for (const { email, password } of seeded.users) {
      const result = await bench.services.signIn(bench.visitor(), { email, password })
      assert.equal(result.kind, 'signed_in', email)
    }

    const tiers = seeded.keys.map(({ tier, scopes }) => `${tier} ${scopes.length}`)
    assert.deepEqual(tiers, ['profissional 13', 'basico 11', 'gratuito 3', 'basico 2', 'basico 4'])
    assert.ok(seeded.keys.every(({ secret }) => isWellFormedSecret(secret)))
    assert.deepEqual(
      seeded.credentials.map(({ id, kind, secrets }) => [id, kind, secrets[0]?.hmac.toString('hex')]),
      [...seeded.keys.map((key) => ({ ...key, kind: 'partner' })), { ...portalKey, kind: 'portal' }].map(
        ({ id, kind, secret }) => [id, kind, secretDigest(secret, pepper).toString('hex')],
      ),
    )

    // A password changed in the portal goes back to the listed one, so that what the start prints is true.
    const [ana] = seeded.users
    assert.ok(ana)
    const call = await bench.callAs({ id: 'mem_' as never, email: ana.email }, ana.password)
    const change = { currentPassword: ana.password, newPassword: 'treze figos maduros' }
    assert.deepEqual(await bench.services.changePassword(call, change), { kind: 'changed' })
    await seedMembers(options)
    assert.equal((await bench.services.signIn(bench.visitor(), ana)).kind, 'refused', 'unknown members are refused')
    const { email, password } = ana
    assert.equal((await bench.services.signIn(bench.visitor(), { email, password })).kind, 'signed_in')
  } finally {
    await bench.close()
  }
})

test('credentials that lack somebody are refused by name, before anything is half done for them', async () => {
  const credentials = createDemoCredentials()
  delete credentials.passwords['ana@aurora.example']
  const portalKey = createAccessKey('live')
  const seeding = seedMembers({
    databaseUrl: testServers().portal.role('portal_app'),
    portalKey: { id: portalKey.id, secret: new Redacted(portalKey.secret) },
    pepper: new Redacted('a pepper of no importance at all'),
    clock: new FakeClock(),
    onError: () => {},
    credentials,
  })
  await assert.rejects(seeding, /ana@aurora\.example/)
})
