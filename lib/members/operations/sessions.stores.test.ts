import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ROLE_PERMISSIONS } from '#lib/access/roles.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { type Bench, createBench } from '../test-bench.ts'

let bench: Bench
before(async () => {
  bench = await createBench()
})
after(() => bench.close())

const notFound = (error: unknown) => AppError.hasCode(error, 'recurso_nao_encontrado')

test('a live session is an actor with the permissions of the role and the purposes of the institution', async () => {
  const member = await bench.addMember('approver')
  const session = await bench.services.findSession(await bench.signInAs(member))
  assert.ok(session)
  assert.equal(session.actor.institutionId, bench.institutionId)
  assert.equal(session.actor.sessionId, session.id)
  assert.deepEqual(session.actor.permissions, ROLE_PERMISSIONS.approver)
  assert.deepEqual(session.actor.purposes, ['analise_de_credito'])
  assert.equal(session.institution.kind, 'creditor')
})

test('what is no session, or none of ours, is null', async () => {
  for (const id of [
    '',
    'ses_',
    randomId('session'),
    "' OR 1=1 --",
    'ses_0000000000000000000000\n',
    randomId('member'),
  ]) {
    assert.equal(await bench.services.findSession(id), null)
  }
})

test('a session ends after 30 minutes without use, and use moves that, at most once a minute', async (t) => {
  const own = await createBench()
  t.after(() => own.close())
  const id = await own.signInAs(await own.addMember('analyst'))
  const seen = async () => (await own.inspector.session.findUniqueOrThrow({ where: { id } })).lastSeenAt.getTime()
  const start = await seen()
  own.clock.advance({ seconds: 59 })
  await own.services.findSession(id)
  assert.equal(await seen(), start)
  own.clock.advance({ seconds: 1 })
  const session = await own.services.findSession(id)
  assert.equal(await seen(), start + 60_000)
  assert.equal(session?.idleExpiresAt.getTime(), start + 31 * 60_000)
  own.clock.advance({ minutes: 29, seconds: 59 })
  assert.ok(await own.services.findSession(id))
  own.clock.advance({ minutes: 30 })
  assert.equal(await own.services.findSession(id), null)
})

test('a session ends after 12 hours, however busy', async (t) => {
  const own = await createBench()
  t.after(() => own.close())
  const id = await own.signInAs(await own.addMember('analyst'))
  for (let quarter = 1; quarter < 48; quarter += 1) {
    own.clock.advance({ minutes: 15 })
    assert.ok(await own.services.findSession(id), `after ${quarter} quarters`)
  }
  own.clock.advance({ minutes: 15 })
  assert.equal(await own.services.findSession(id), null)
})

test('a suspended member or institution has no live session', async () => {
  const elsewhere = await bench.addInstitution()
  const member = await bench.addMember('analyst', elsewhere)
  const id = await bench.signInAs(member)
  await bench.inspector.member.update({ where: { id: member.id }, data: { status: 'suspended' } })
  assert.equal(await bench.services.findSession(id), null)
  await bench.inspector.member.update({ where: { id: member.id }, data: { status: 'active' } })
  assert.ok(await bench.services.findSession(id))
  await bench.inspector.institution.update({ where: { id: elsewhere }, data: { status: 'suspended' } })
  assert.equal(await bench.services.findSession(id), null)
})

test('signing out kills the session, again is no error, and each is on record', async () => {
  const member = await bench.addMember('analyst')
  const id = await bench.signInAs(member)
  const call = await bench.callIn(id)
  await bench.services.signOut(call, {})
  assert.equal(await bench.services.findSession(id), null)
  await bench.services.signOut(call, {})
  const events = (await bench.trail()).filter(({ memberId }) => memberId === member.id)
  assert.deepEqual(events.map(({ event }) => event).toSorted(), ['session.ended', 'session.ended', 'session.opened'])
  await assert.rejects(bench.services.signOut(call, { all: true }), (e) =>
    AppError.hasCode(e, 'parametro_desconhecido'),
  )
})

test("one sees and ends one's own sessions, and nobody else's", async () => {
  const [member, colleague] = [await bench.addMember('analyst'), await bench.addMember('analyst')]
  const [first, second] = [await bench.signInAs(member), await bench.signInAs(member)]
  const others = await bench.signInAs(colleague)
  const call = await bench.callIn(second)
  const listed = await bench.services.listSessions(call, {})
  assert.deepEqual(listed.map(({ id }) => id).toSorted(), [first, second].toSorted())
  assert.deepEqual(
    listed.filter(({ current }) => current).map(({ id }) => id),
    [second],
  )

  await assert.rejects(bench.services.endSession(call, { sessionId: others }), notFound)
  await assert.rejects(bench.services.endSession(call, { sessionId: randomId('session') }), notFound)
  await assert.rejects(bench.services.endSession(call, { sessionId: { not: first } }), (e) =>
    AppError.hasCode(e, 'requisicao_invalida'),
  )
  assert.ok(await bench.services.findSession(others))
  await bench.services.endSession(call, { sessionId: first })
  assert.equal(await bench.services.findSession(first), null)
  await assert.rejects(bench.services.endSession(call, { sessionId: first }), notFound)
  const ended = (await bench.trail()).filter(
    ({ event, memberId }) => event === 'session.ended' && memberId === member.id,
  )
  assert.deepEqual(ended.map(({ outcome }) => outcome).toSorted(), ['done', 'refused', 'refused', 'refused'])
})

test('without the permission nothing happens, and the attempt is on record', async () => {
  const member = await bench.addMember('analyst')
  const call = await bench.callAs(member)
  const powerless = { ...call, actor: { ...call.actor, permissions: new Set<never>() } }
  const refused = (error: unknown) => AppError.hasCode(error, 'escopo_insuficiente')
  await assert.rejects(bench.services.signOut(powerless, {}), refused)
  await assert.rejects(bench.services.listSessions(powerless, {}), refused)
  const key = { ...call, actor: { ...call.actor, kind: 'key' as const, id: 'crk_live_x' as never } }
  await assert.rejects(bench.services.signOut(key, {}), refused)
  const events = (await bench.trail()).filter(({ requestId }) => requestId === call.requestId)
  assert.deepEqual(
    events.map(({ outcome }) => outcome),
    ['refused', 'refused'],
  )
})
