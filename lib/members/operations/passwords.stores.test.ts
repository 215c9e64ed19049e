import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { createOneTimeToken, digestOfToken } from '../one-time-token.ts'
import { type Bench, type BenchMember, createBench, PASSWORD } from '../test-bench.ts'

const NEW_PASSWORD = 'treze figos maduros'

let bench: Bench
before(async () => {
  bench = await createBench()
})
after(() => bench.close())

/** Asks for a reset and gives the token of the letter. */
async function resetTokenFor(member: BenchMember, own = bench): Promise<string> {
  const input = { email: member.email }
  assert.deepEqual(await own.services.requestPasswordReset(own.visitor(), input), { kind: 'accepted' })
  await own.context.background.settle()
  const letter = own.outbox.findLast(({ to }) => to === member.email)
  const token = /^http:\/\/localhost:3000\/redefinir#([0-9A-Za-z]{43})$/m.exec(letter?.text ?? '')?.[1]
  assert.ok(token)
  return token
}

test('a changed password ends the other sessions, is told by mail and is on record', async () => {
  const member = await bench.addMember('analyst')
  const [other, current] = [await bench.signInAs(member), await bench.signInAs(member)]
  const call = await bench.callIn(current)
  const input = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }
  assert.deepEqual(await bench.services.changePassword(call, input), { kind: 'changed' })
  assert.ok(await bench.services.findSession(current))
  assert.equal(await bench.services.findSession(other), null)
  await bench.context.background.settle()
  assert.equal(bench.outbox.at(-1)?.to, member.email)
  // Again with the same input: the current password is another one now.
  assert.deepEqual(await bench.services.changePassword(call, input), { kind: 'refused' })
  await bench.signInAs(member, NEW_PASSWORD)
  const events = (await bench.trail()).filter(({ requestId }) => requestId === call.requestId)
  assert.deepEqual(events.map(({ event, outcome }) => `${event} ${outcome}`).toSorted(), [
    'password.changed done',
    'password.changed refused',
  ])
})

test('a weak new password changes nothing and says what is wrong', async () => {
  const member = await bench.addMember('analyst')
  const call = await bench.callAs(member)
  for (const [newPassword, problem] of [
    ['curta', 'too_short'],
    ['senhasenha123', 'common'],
    [member.email, 'is_email'],
    ['lâmpada '.repeat(40), 'too_long'],
  ]) {
    const result = await bench.services.changePassword(call, { currentPassword: PASSWORD, newPassword })
    assert.deepEqual(result, { kind: 'weak_password', problem })
  }
  await bench.signInAs(member)
})

test('guessing the current password at an open session is stopped', async () => {
  const call = await bench.callAs(await bench.addMember('analyst'))
  const kinds: string[] = []
  for (let time = 0; time < 12; time += 1) {
    const input = { currentPassword: `palpite ${time}`, newPassword: NEW_PASSWORD }
    kinds.push((await bench.services.changePassword(call, input)).kind)
  }
  assert.deepEqual(
    [...kinds.slice(0, 10), ...kinds.slice(10)],
    [...Array(10).fill('refused'), 'throttled', 'throttled'],
  )
})

test('only one who may can change a password, with exactly the two members', async () => {
  const call = await bench.callAs(await bench.addMember('analyst'))
  const input = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }
  const powerless = { ...call, actor: { ...call.actor, permissions: new Set<never>() } }
  await assert.rejects(bench.services.changePassword(powerless, input), (e) =>
    AppError.hasCode(e, 'escopo_insuficiente'),
  )
  await assert.rejects(bench.services.changePassword(call, { ...input, memberId: 'mem_x' }), (e) =>
    AppError.hasCode(e, 'parametro_desconhecido'),
  )
  await assert.rejects(bench.services.changePassword(call, { newPassword: NEW_PASSWORD }), (e) =>
    AppError.hasCode(e, 'requisicao_invalida'),
  )
})

test('the link of the letter sets a new password once and ends every session', async () => {
  const member = await bench.addMember('analyst')
  const session = await bench.signInAs(member)
  const token = await resetTokenFor(member)
  const weak = await bench.services.resetPassword(bench.visitor(), { token, password: 'curta' })
  assert.deepEqual(weak, { kind: 'weak_password', problem: 'too_short' })
  const both = await Promise.all([
    bench.services.resetPassword(bench.visitor(), { token, password: NEW_PASSWORD }),
    bench.services.resetPassword(bench.visitor(), { token, password: NEW_PASSWORD }),
  ])
  assert.deepEqual(both.map(({ kind }) => kind).toSorted(), ['changed', 'invalid_token'])
  assert.equal(await bench.services.findSession(session), null)
  await bench.signInAs(member, NEW_PASSWORD)
  const events = (await bench.trail()).filter(({ memberId }) => memberId === member.id).map(({ event }) => event)
  assert.equal(events.filter((event) => event === 'password.reset').length, 1)
  assert.ok(events.includes('password.reset_requested'))
})

test('a reset spends the other links of the member, and its own is stored as a digest only', async () => {
  const member = await bench.addMember('analyst')
  const [first, second] = [await resetTokenFor(member), await resetTokenFor(member)]
  const rows = await bench.inspector.passwordReset.findMany({ where: { memberId: member.id } })
  assert.deepEqual(
    new Set(rows.map(({ tokenHash }) => Buffer.from(tokenHash).toString('hex'))),
    new Set([first, second].map((token) => digestOfToken(token).toString('hex'))),
  )
  assert.equal(
    (await bench.services.resetPassword(bench.visitor(), { token: second, password: NEW_PASSWORD })).kind,
    'changed',
  )
  assert.equal(
    (await bench.services.resetPassword(bench.visitor(), { token: first, password: NEW_PASSWORD })).kind,
    'invalid_token',
  )
})

test('an old, unknown or malformed link, and that of a suspended member, are one answer', async () => {
  const own = await createBench()
  try {
    const [member, suspended] = [await own.addMember('analyst'), await own.addMember('analyst')]
    const late = await resetTokenFor(suspended, own)
    await own.inspector.member.update({ where: { id: suspended.id }, data: { status: 'suspended' } })
    const old = await resetTokenFor(member, own)
    const answers = [await own.services.resetPassword(own.visitor(), { token: late, password: NEW_PASSWORD })]
    own.clock.advance({ minutes: 30 })
    for (const token of [old, createOneTimeToken(), '', "' OR '1'='1", { not: '' }]) {
      answers.push(await own.services.resetPassword(own.visitor(), { token, password: NEW_PASSWORD }))
    }
    for (const answer of answers) assert.deepEqual(answer, { kind: 'invalid_token' })
  } finally {
    await own.close()
  }
})

test('asking says the same to everybody, writes to members only, and not without end', async () => {
  const member = await bench.addMember('analyst')
  const sent = bench.outbox.length
  for (const email of [`nobody-${member.email}`, 'not an address', '']) {
    assert.deepEqual(await bench.services.requestPasswordReset(bench.visitor(), { email }), { kind: 'accepted' })
  }
  await bench.context.background.settle()
  assert.equal(bench.outbox.length, sent)
  for (let time = 0; time < 5; time += 1) {
    const answer = await bench.services.requestPasswordReset(bench.visitor(), { email: member.email })
    assert.deepEqual(answer, { kind: 'accepted' })
  }
  await bench.context.background.settle()
  assert.equal(bench.outbox.length, sent + 3)
})

test('a mail server that is away changes nothing about the answer', async () => {
  const member = await bench.addMember('analyst')
  bench.mailState.down = true
  const answer = await bench.services.requestPasswordReset(bench.visitor(), { email: member.email })
  assert.deepEqual(answer, { kind: 'accepted' })
  await bench.context.background.settle()
  bench.mailState.down = false
})

test('the language of letters is the member’s own', async () => {
  const member = await bench.addMember('analyst')
  const call = await bench.callAs(member)
  await bench.services.changeLanguage(call, { language: 'en' })
  await assert.rejects(bench.services.changeLanguage(call, { language: 'fr' }), (e) =>
    AppError.hasCode(e, 'requisicao_invalida'),
  )
  await resetTokenFor(member)
  assert.match(bench.outbox.findLast(({ to }) => to === member.email)?.subject ?? '', /^Choose a new password/)
})
