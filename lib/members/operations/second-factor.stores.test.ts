import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { type Bench, type BenchMember, createBench, PASSWORD } from '../test-bench.ts'
import { findSession } from './find-session.ts'

let bench: Bench
before(async () => {
  bench = await createBench()
})
after(() => bench.close())

const codeOf = (secret: string, { steps = 0 } = {}) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: bench.clock.now().getTime() + steps * 30_000 })

/** A member with a second factor, the call of their session, and a clock one step further: the first code is spent. */
async function enrol(member: BenchMember, call?: Call<Permission>) {
  const own = call ?? (await bench.callAs(member))
  const begun = await bench.services.beginSecondFactor(own, { password: PASSWORD })
  assert.ok(begun.kind === 'begun')
  const { secret } = begun
  const enrolled = await bench.services.confirmSecondFactor(own, { code: codeOf(secret) })
  assert.ok(enrolled.kind === 'enrolled')
  bench.clock.advance({ seconds: 30 })
  return { call: own, secret, recoveryCodes: enrolled.recoveryCodes }
}

const signIn = (member: BenchMember, code?: string) =>
  bench.services.signIn(bench.visitor(), { email: member.email, password: PASSWORD, ...(code ? { code } : {}) })

const eventsOf = async (member: BenchMember) =>
  (await bench.trail())
    .filter(({ memberId }) => memberId === member.id)
    .map(({ event, outcome }) => `${event} ${outcome}`)

test('once confirmed, signing in takes a code, once; the other sessions are over and a letter says so', async () => {
  const member = await bench.addMember('analyst')
  const other = await bench.signInAs(member)
  const { call, secret } = await enrol(member)
  assert.equal(await bench.services.findSession(other), null)
  await bench.context.background.settle()
  assert.match(bench.outbox.findLast(({ to }) => to === member.email)?.subject ?? '', /duas etapas ativada/)

  assert.deepEqual(await signIn(member), { kind: 'code_needed' })
  assert.deepEqual(await signIn(member, '000000'), { kind: 'code_refused' })
  const code = codeOf(secret)
  const both = await Promise.all([signIn(member, code), signIn(member, code)])
  assert.deepEqual(both.map(({ kind }) => kind).toSorted(), ['code_refused', 'signed_in'])
  // An older code than the one used is not good either, though its time is not over.
  assert.deepEqual(await signIn(member, codeOf(secret, { steps: -1 })), { kind: 'code_refused' })
  assert.ok(call.actor.kind === 'member' && (await bench.services.findSession(call.actor.sessionId)))
  const events = await eventsOf(member)
  for (const event of ['second_factor.begun done', 'second_factor.enrolled done', 'second_factor.asked done']) {
    assert.ok(events.includes(event), event)
  }
  assert.equal(events.filter((event) => event === 'session.opened refused').length, 3)
})

test('a wrong password is told apart from nothing: no code is asked for', async () => {
  const member = await bench.addMember('analyst')
  const { secret } = await enrol(member)
  const input = { email: member.email, password: 'doze maçãs verdes', code: codeOf(secret) }
  assert.deepEqual(await bench.services.signIn(bench.visitor(), input), { kind: 'refused' })
  assert.equal((await signIn(member, input.code)).kind, 'signed_in')
})

test('a recovery code signs in once, of two at once too, and only its own member', async () => {
  const member = await bench.addMember('analyst')
  const { recoveryCodes, call } = await enrol(member)
  const [first = '', second = ''] = recoveryCodes
  const both = await Promise.all([signIn(member, first), signIn(member, first.toUpperCase())])
  assert.deepEqual(both.map(({ kind }) => kind).toSorted(), ['code_refused', 'signed_in'])
  assert.equal(await bench.services.countRecoveryCodes(call, {}), 9)
  const other = await bench.addMember('analyst')
  await enrol(other)
  assert.deepEqual(await signIn(other, second), { kind: 'code_refused' })
})

test('nothing that opens anything is stored in the clear', async () => {
  const member = await bench.addMember('analyst')
  const { secret, recoveryCodes } = await enrol(member)
  const row = await bench.inspector.member.findUniqueOrThrow({
    where: { id: member.id },
    include: { recoveryCodes: true },
  })
  const stored = Buffer.concat([row.totpSecret ?? Buffer.of(), ...row.recoveryCodes.map(({ codeHmac }) => codeHmac)])
  assert.equal(row.recoveryCodes.length, 10)
  for (const text of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))]) {
    assert.equal(stored.includes(text), false)
  }
})

test('guessing codes is stopped, whether at sign-in or at an open session', async () => {
  const member = await bench.addMember('analyst')
  const { call, secret } = await enrol(member)
  const kinds: string[] = []
  for (let time = 0; time < 5; time += 1) kinds.push((await signIn(member, '000000')).kind)
  for (let time = 0; time < 6; time += 1) {
    kinds.push((await bench.services.removeSecondFactor(call, { password: PASSWORD, code: '000000' })).kind)
  }
  assert.deepEqual(kinds, [...Array(10).fill('code_refused'), 'throttled'])
  assert.equal((await signIn(member, codeOf(secret))).kind, 'throttled')
})

test('turning it off, or moving it, takes the password and a code', async () => {
  const member = await bench.addMember('analyst')
  const { call, secret, recoveryCodes } = await enrol(member)
  const { beginSecondFactor, removeSecondFactor } = bench.services
  for (const change of [beginSecondFactor, removeSecondFactor]) {
    assert.deepEqual(await change(call, { password: PASSWORD }), { kind: 'code_needed' })
    assert.deepEqual(await change(call, { password: 'outra senha', code: codeOf(secret) }), { kind: 'refused' })
  }
  const begun = await beginSecondFactor(call, { password: PASSWORD, code: codeOf(secret) })
  assert.ok(begun.kind === 'begun')
  // Until the new one is confirmed, the old one is the member's.
  assert.equal((await signIn(member, codeOf(secret, { steps: 1 }))).kind, 'signed_in')
  bench.clock.advance({ minutes: 1 })
  assert.equal((await bench.services.confirmSecondFactor(call, { code: codeOf(begun.secret) })).kind, 'enrolled')
  bench.clock.advance({ seconds: 30 })
  assert.deepEqual(await signIn(member, codeOf(secret)), { kind: 'code_refused' })
  assert.deepEqual(await signIn(member, recoveryCodes[0]), { kind: 'code_refused' })
  const proof = { password: PASSWORD, code: codeOf(begun.secret) }
  assert.deepEqual(await removeSecondFactor(call, proof), { kind: 'removed' })
  assert.equal((await signIn(member)).kind, 'signed_in')
  assert.ok((await eventsOf(member)).includes('second_factor.removed done'))
})

test('a secret that was begun is confirmed by its own code, soon, and once', async () => {
  const member = await bench.addMember('analyst')
  const call = await bench.callAs(member)
  assert.deepEqual(await bench.services.confirmSecondFactor(call, { code: '123456' }), { kind: 'over' })
  const first = await bench.services.beginSecondFactor(call, { password: PASSWORD })
  const second = await bench.services.beginSecondFactor(call, { password: PASSWORD })
  assert.ok(first.kind === 'begun' && second.kind === 'begun')
  const confirm = (code: string) => bench.services.confirmSecondFactor(call, { code })
  assert.deepEqual(await confirm(codeOf(first.secret)), { kind: 'code_refused' })
  bench.clock.advance({ minutes: 15 })
  assert.deepEqual(await confirm(codeOf(second.secret)), { kind: 'over' })
  assert.equal((await signIn(member)).kind, 'signed_in')
})

test('a colleague who administers resets it: sessions end, a letter goes out, and it is on record', async () => {
  const [admin, member] = [await bench.addMember('admin'), await bench.addMember('analyst')]
  const { call } = await enrol(member)
  const byAdmin = await bench.callAs(admin)
  await bench.services.resetSecondFactor(byAdmin, { memberId: member.id })
  assert.ok(call.actor.kind === 'member')
  assert.equal(await bench.services.findSession(call.actor.sessionId), null)
  assert.equal((await signIn(member)).kind, 'signed_in')
  await bench.context.background.settle()
  assert.match(bench.outbox.findLast(({ to }) => to === member.email)?.subject ?? '', /administrador redefiniu/)
  const [event] = (await bench.trail()).filter(({ requestId }) => requestId === byAdmin.requestId)
  assert.deepEqual([event?.event, event?.outcome, event?.subjects], ['second_factor.reset', 'done', [member.id]])

  const failing = (by: Call<Permission>, memberId: string, code: AppError['code']) =>
    assert.rejects(bench.services.resetSecondFactor(by, { memberId }), (error) => AppError.hasCode(error, code))
  // Again; one's own; another institution's; without the permission.
  await failing(await bench.callAs(admin), member.id, 'recurso_nao_encontrado')
  await failing(await bench.callAs(admin), admin.id, 'conflito')
  const stranger = await bench.addMember('analyst', await bench.addInstitution())
  await failing(await bench.callAs(admin), stranger.id, 'recurso_nao_encontrado')
  await failing(await bench.callAs(await bench.addMember('approver')), member.id, 'escopo_insuficiente')
})

test('where it is required, who decides for others only sets it up until then; who does not is left alone', async () => {
  const required = { ...bench.context, secondFactorRequired: true }
  for (const role of ['admin', 'approver', 'operator'] as const) {
    const member = await bench.addMember(role)
    const session = await bench.signInAs(member)
    const before = await findSession(required, session)
    assert.deepEqual(
      [before?.secondFactorMissing, [...(before?.actor.permissions ?? [])]],
      [true, ['perfil:administrar']],
    )
    await enrol(member, await bench.callIn(session))
    const now = await findSession(required, session)
    assert.equal(now?.secondFactorMissing, false)
    assert.ok((now?.actor.permissions.size ?? 0) > 1)
  }
  const analyst = await findSession(required, await bench.signInAs(await bench.addMember('analyst')))
  assert.ok(analyst?.secondFactorMissing === false && analyst.actor.permissions.has('sistema1:consultar'))
})
