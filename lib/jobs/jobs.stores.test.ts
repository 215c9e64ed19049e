import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createPortalClient, type PortalDatabase } from '#lib/datastores/portal-database.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { testServers } from '#lib/testing/servers.ts'
import { createJobs } from './index.ts'

const DAY_MS = 86_400_000
// Long ago, so that no row of another test is old enough to be purged.
const clock = new FakeClock('2010-06-15T12:00:00.000Z')
const daysAgo = (days: number, ms = 0) => new Date(clock.now().getTime() - days * DAY_MS - ms)

let inspector: PortalDatabase
let worker: PortalDatabase
const institutionId = randomId('institution')
const memberId = randomId('member')

before(async () => {
  const options = { max: 2, applicationName: 'test', onIdleError: () => {} }
  inspector = createPortalClient(testServers().portal.superuser, options)
  worker = createPortalClient(testServers().portal.role('portal_worker'), options)
  const createdAt = daysAgo(400)
  const terms = { kind: 'creditor', tier: 'basico', status: 'active', purposes: [] }
  await inspector.client.institution.create({ data: { id: institutionId, name: 'Banco', createdAt, ...terms } })
  const person = { email: `${memberId.toLowerCase()}@banco.example`, name: 'Pessoa', role: 'analyst', language: 'en' }
  const secret = { passwordHash: '$argon2id$x', passwordChangedAt: createdAt, status: 'active' }
  await inspector.client.member.create({ data: { id: memberId, institutionId, createdAt, ...person, ...secret } })
})
after(async () => {
  await Promise.all([inspector.close(), worker.close()])
})

async function run(name: string): Promise<number> {
  const job = createJobs(worker.client, clock).find((candidate) => candidate.name === name)
  assert.ok(job)
  return job.run()
}

test('sessions go 30 days after they began', async () => {
  const create = (createdAt: Date) => {
    const end = new Date(createdAt.getTime() + 60_000)
    const times = { createdAt, lastSeenAt: createdAt, idleExpiresAt: end, absoluteExpiresAt: end }
    return inspector.client.session.create({
      data: { id: randomId('session'), institutionId, memberId, ip: '::1', ...times },
    })
  }
  const [old, young] = [await create(daysAgo(30, 1)), await create(daysAgo(30))]
  assert.equal(await run('purge-sessions'), 1)
  const left = await inspector.client.session.findMany({ where: { memberId }, select: { id: true } })
  assert.deepEqual(left, [{ id: young.id }])
  assert.notEqual(old.id, young.id)
  assert.equal(await run('purge-sessions'), 0)
})

test('password links go a day after their end, invitations 30 days after', async () => {
  const common = () => ({ tokenHash: new Uint8Array(randomBytes(32)), institutionId, createdAt: daysAgo(60) })
  for (const expiresAt of [daysAgo(1, 1), daysAgo(1)]) {
    await inspector.client.passwordReset.create({ data: { ...common(), memberId, expiresAt } })
  }
  for (const expiresAt of [daysAgo(30, 1), daysAgo(30)]) {
    const terms = { email: 'zoe@banco.example', role: 'analyst', language: 'en', invitedById: memberId }
    await inspector.client.invitation.create({ data: { ...common(), id: randomId('invitation'), expiresAt, ...terms } })
  }
  assert.equal(await run('purge-password-resets'), 1)
  assert.equal(await run('purge-invitations'), 1)
  assert.equal(await inspector.client.passwordReset.count({ where: { memberId } }), 1)
  assert.equal(await inspector.client.invitation.count({ where: { institutionId } }), 1)
})

test('references of people go when nobody has opened them for six months', async () => {
  for (const lastUsedAt of [daysAgo(180, 1), daysAgo(180)]) {
    const reference = `pes_${randomId('event').slice(4)}`
    const sealedCpf = new Uint8Array(8)
    await inspector.client.personReference.create({
      data: { institutionId, reference, sealedCpf, createdAt: lastUsedAt, lastUsedAt },
    })
  }
  assert.equal(await run('purge-person-references'), 1)
  assert.equal(await inspector.client.personReference.count({ where: { institutionId } }), 1)
})

test('counters go when their time is over', async () => {
  const key = (name: string) => `${name}:${memberId}`
  const at = (ms: number) => BigInt(clock.now().getTime() - ms)
  await inspector.client.throttle.createMany({
    data: [
      { key: key('over'), points: 3, expire: at(60_001) },
      { key: key('just-over'), points: 3, expire: at(60_000) },
    ],
  })
  assert.equal(await run('purge-throttles'), 1)
  const left = await inspector.client.throttle.findMany({ where: { key: { endsWith: memberId } } })
  assert.deepEqual(
    left.map((row) => row.key),
    [key('just-over')],
  )
})

test('denials of tokens go a minute after the tokens themselves are over', async () => {
  const denied = (expiresAt: Date) => ({ kind: 'token', subject: randomId('event'), deniedAt: expiresAt, expiresAt })
  const [old, young] = [denied(daysAgo(0, 60_001)), denied(daysAgo(0, 60_000))]
  await inspector.client.tokenDenial.createMany({ data: [old, young] })
  assert.equal(await run('purge-token-denials'), 1)
  const left = await inspector.client.tokenDenial.findMany({ where: { subject: { in: [old.subject, young.subject] } } })
  assert.deepEqual(
    left.map(({ subject }) => subject),
    [young.subject],
  )
})
