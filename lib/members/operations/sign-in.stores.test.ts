import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { type Bench, createBench, PASSWORD } from '../test-bench.ts'
import { LIMITS } from '../throttle.ts'
import { signIn } from './sign-in.ts'

let bench: Bench
before(async () => {
  bench = await createBench()
})
after(() => bench.close())

test('an e-mail in any case and its password open a session, and the trail says so', async () => {
  const member = await bench.addMember('analyst')
  const visitor = bench.visitor()
  const result = await bench.services.signIn(visitor, { email: ` ${member.email.toUpperCase()} `, password: PASSWORD })
  assert.ok(result.kind === 'signed_in')
  assert.match(result.sessionId, /^ses_[0-9A-Za-z]{22}$/)
  assert.equal(result.memberId, member.id)
  const session = await bench.services.findSession(result.sessionId)
  assert.equal(session?.actor.label, member.email)
  const [event] = (await bench.trail()).filter(({ memberId }) => memberId === member.id)
  assert.equal(event?.event, 'session.opened')
  assert.equal(event.outcome, 'done')
  assert.deepEqual(event.subjects, [result.sessionId])
  assert.equal(event.ip, visitor.ip)
  assert.equal(event.requestId, visitor.requestId)
})

test('wrong password, unknown address, suspended member or institution and nonsense are one answer', async () => {
  const [member, suspended] = [await bench.addMember('analyst'), await bench.addMember('analyst')]
  await bench.inspector.member.update({ where: { id: suspended.id }, data: { status: 'suspended' } })
  const elsewhere = await bench.addInstitution()
  const orphan = await bench.addMember('analyst', elsewhere)
  await bench.inspector.institution.update({ where: { id: elsewhere }, data: { status: 'suspended' } })
  for (const input of [
    { email: member.email, password: 'doze maçãs verdes' },
    { email: `nobody-${member.email}`, password: PASSWORD },
    { email: suspended.email, password: PASSWORD },
    { email: orphan.email, password: PASSWORD },
    { email: 'not an address', password: PASSWORD },
    { email: member.email, password: PASSWORD, role: 'admin' },
    { email: { contains: '@' }, password: { $ne: '' } },
    { email: `${member.email}\u0000`, password: PASSWORD },
    { email: member.email, password: 'x'.repeat(100_000) },
    JSON.parse('{"__proto__":{"email":"a@b.example"}}'),
    null,
  ]) {
    assert.deepEqual(await bench.services.signIn(bench.visitor(), input), { kind: 'refused' })
  }
})

test('a refusal is on record, under the member where there is one and without the address where there is none', async () => {
  const member = await bench.addMember('analyst')
  await bench.services.signIn(bench.visitor(), { email: member.email, password: 'doze maçãs verdes' })
  const refusals = (await bench.trail()).filter(({ memberId }) => memberId === member.id)
  assert.deepEqual(
    refusals.map(({ outcome }) => outcome),
    ['refused'],
  )
  const visitor = bench.visitor()
  await bench.services.signIn(visitor, { email: `nobody-${member.email}`, password: PASSWORD })
  const [unknown] = await bench.inspector.portalEvent.findMany({ where: { requestId: visitor.requestId } })
  assert.equal(unknown?.outcome, 'refused')
  assert.equal(unknown.institutionId, null)
  assert.equal(JSON.stringify(unknown).includes(member.email), false)
})

test('guessing one account from one address is stopped before hashing, and recorded once', async () => {
  const member = await bench.addMember('analyst')
  const wrong = { email: member.email, password: 'doze maçãs verdes' }
  const { points } = LIMITS['sign-in:account-from-address']
  const attempts = await Promise.all(
    Array.from({ length: points + 4 }, () => bench.services.signIn(bench.visitor(), wrong)),
  )
  assert.equal(attempts.filter(({ kind }) => kind === 'refused').length, points)
  const throttled = attempts.filter((attempt) => attempt.kind === 'throttled')
  assert.equal(throttled.length, 4)
  for (const { retryAfterSeconds } of throttled) assert.ok(retryAfterSeconds > 0 && retryAfterSeconds <= 900)

  // The right password doesn't open it now, and no hash is computed.
  const context = { ...bench.context, passwords: { ...bench.context.passwords, verify: () => assert.fail('hashed') } }
  const right = { email: member.email, password: PASSWORD }
  assert.equal((await signIn(context, bench.visitor(), right)).kind, 'throttled')
  // From elsewhere the account still opens.
  assert.equal((await bench.services.signIn({ ...bench.visitor(), ip: '2001:db8:ffff::1' }, right)).kind, 'signed_in')
  const { ip } = bench.visitor()
  assert.equal(await bench.inspector.portalEvent.count({ where: { outcome: 'throttled', ip } }), 1)
})

test('one address that tries many accounts is stopped', async () => {
  const own = await createBench()
  try {
    const { points } = LIMITS['sign-in:address']
    const kinds: string[] = []
    for (let place = 0; place <= points; place += 1) {
      const input = { email: `guess-${place}@banco.example`, password: PASSWORD }
      kinds.push((await own.services.signIn(own.visitor(String(place + 1)), input)).kind)
    }
    assert.equal(kinds.at(-2), 'refused')
    assert.equal(kinds.at(-1), 'throttled')
  } finally {
    await own.close()
  }
})

test('what succeeds is given back: signing in often is not guessing', async () => {
  const member = await bench.addMember('analyst')
  for (let time = 0; time < LIMITS['sign-in:account-from-address'].points + 3; time += 1) await bench.signInAs(member)
})

test('without a trail there is no session', async () => {
  const member = await bench.addMember('analyst')
  const cause = new Error('the disk is full')
  const store: typeof bench.context.store = {
    ...bench.context.store,
    within: (id, work) =>
      bench.context.store.within(id, (rows) =>
        work({ ...rows, record: () => Promise.reject(new AppError('auditoria_indisponivel', { cause })) }),
      ),
  }
  const attempt = signIn({ ...bench.context, store }, bench.visitor(), { email: member.email, password: PASSWORD })
  await assert.rejects(attempt, (error) => AppError.hasCode(error, 'auditoria_indisponivel'))
  assert.equal(await bench.inspector.session.count({ where: { memberId: member.id } }), 0)
})
