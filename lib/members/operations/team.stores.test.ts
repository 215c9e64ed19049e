import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { AppError, type ErrorCode } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { createOneTimeToken } from '../one-time-token.ts'
import { type Bench, createBench, PASSWORD } from '../test-bench.ts'

let bench: Bench
let admin: Call<Permission>
before(async () => {
  bench = await createBench()
  admin = await bench.callAs(await bench.addMember('admin'))
})
after(() => bench.close())

const code = (expected: ErrorCode) => (error: unknown) => AppError.hasCode(error, expected)
const newEmail = () => `${randomId('member').slice(4).toLowerCase()}@convidado.example`
const accept = (token: string, name = 'Zoé d’Ávila-Luz') =>
  bench.services.acceptInvitation(bench.visitor(), { token, name, password: PASSWORD })

function tokenSentTo(email: string): string {
  const text = bench.outbox.findLast(({ to }) => to === email)?.text ?? ''
  const token = /^http:\/\/localhost:3000\/convite#([0-9A-Za-z]{43})$/m.exec(text)?.[1]
  assert.ok(token)
  return token
}

test('an invited person becomes a member with the role of the invitation, once', async () => {
  const email = newEmail()
  const invited = await bench.services.inviteMember(admin, { email: email.toUpperCase(), role: 'auditor' })
  assert.equal(invited.email, email)
  const token = tokenSentTo(email)
  const shown = await bench.services.findInvitation(bench.visitor(), { token })
  assert.ok(shown.kind === 'found')
  assert.deepEqual([shown.email, shown.role, shown.expiresAt], [email, 'auditor', invited.expiresAt])

  assert.equal(
    (await bench.services.acceptInvitation(bench.visitor(), { token, name: 'Zoé', password: 'curta' })).kind,
    'weak_password',
  )
  await assert.rejects(accept(token, '<b>'), code('requisicao_invalida'))
  const both = await Promise.all([accept(token), accept(token)])
  assert.deepEqual(both.map(({ kind }) => kind).toSorted(), ['accepted', 'invalid_token'])

  const result = await bench.services.signIn(bench.visitor(), { email, password: PASSWORD })
  assert.ok(result.kind === 'signed_in')
  const session = await bench.services.findSession(result.sessionId)
  assert.deepEqual([session?.member.role, session?.institution.id], ['auditor', bench.institutionId])
  const events = (await bench.trail()).filter(({ memberId }) => memberId === result.memberId)
  assert.ok(events.some(({ event, subjects }) => event === 'invitation.accepted' && subjects.includes(invited.id)))
  const invitations = (await bench.trail()).filter(({ event }) => event === 'member.invited')
  assert.ok(invitations.some(({ subjects }) => subjects.includes(invited.id)))
})

test('inviting again replaces the open invitation; a member of the team is a conflict', async () => {
  const email = newEmail()
  await bench.services.inviteMember(admin, { email, role: 'analyst' })
  const first = tokenSentTo(email)
  await bench.services.inviteMember(admin, { email, role: 'approver', language: 'en' })
  const second = tokenSentTo(email)
  assert.deepEqual(await accept(first), { kind: 'invalid_token' })
  assert.deepEqual(await accept(second), { kind: 'accepted', email })
  await assert.rejects(bench.services.inviteMember(admin, { email, role: 'analyst' }), code('conflito'))
})

test('an address with an account elsewhere looks free to who invites, and taken to who accepts', async () => {
  const elsewhere = await bench.addInstitution()
  const { email } = await bench.addMember('analyst', elsewhere)
  await bench.services.inviteMember(admin, { email, role: 'analyst' })
  assert.deepEqual(await accept(tokenSentTo(email)), { kind: 'email_taken' })
})

test('revoked, expired, unknown and malformed invitations are one answer', async () => {
  const own = await createBench()
  try {
    const call = await own.callAs(await own.addMember('admin'))
    const tokenOf = async (email: string) => {
      const { id } = await own.services.inviteMember(call, { email, role: 'analyst' })
      return { id, token: /convite#(\w{43})/.exec(own.outbox.at(-1)?.text ?? '')?.[1] }
    }
    const revoked = await tokenOf(newEmail())
    await own.services.revokeInvitation(call, { invitationId: revoked.id })
    const old = await tokenOf(newEmail())
    const ask = (token: unknown) => own.services.findInvitation(own.visitor(), { token })
    assert.deepEqual(await ask(revoked.token), { kind: 'invalid_token' })
    own.clock.advance({ days: 7 })
    for (const token of [old.token, createOneTimeToken(), '', { startsWith: '' }]) {
      assert.deepEqual(await ask(token), { kind: 'invalid_token' })
      const input = { token, name: 'Zoé Luz', password: PASSWORD }
      assert.deepEqual(await own.services.acceptInvitation(own.visitor(), input), { kind: 'invalid_token' })
    }
  } finally {
    await own.close()
  }
})

test('a letter that cannot be sent is an error, and sending again is enough', async () => {
  const email = newEmail()
  bench.mailState.down = true
  await assert.rejects(bench.services.inviteMember(admin, { email, role: 'analyst' }))
  bench.mailState.down = false
  await bench.services.inviteMember(admin, { email, role: 'analyst' })
  const open = await bench.services.listInvitations(admin, { limit: 100 })
  assert.equal(open.items.filter((invitation) => invitation.email === email).length, 1)
})

test('only administrators manage the team, and the refusal is on record', async () => {
  for (const role of ['analyst', 'approver', 'auditor'] as const) {
    const call = await bench.callAs(await bench.addMember(role))
    const refused = code('escopo_insuficiente')
    await assert.rejects(bench.services.inviteMember(call, { email: newEmail(), role: 'admin' }), refused)
    await assert.rejects(bench.services.listMembers(call, {}), refused)
    await assert.rejects(bench.services.listInvitations(call, {}), refused)
    await assert.rejects(bench.services.revokeInvitation(call, { invitationId: randomId('invitation') }), refused)
    const events = (await bench.trail()).filter(({ requestId }) => requestId === call.requestId)
    assert.deepEqual(events.map(({ event, outcome }) => `${event} ${outcome}`).toSorted(), [
      'invitation.revoked refused',
      'member.invited refused',
    ])
  }
})

test('bad input is refused by name, an operator can’t be invited', async () => {
  const invite = (input: unknown) => bench.services.inviteMember(admin, input)
  for (const email of ['ana', 'a@b.example\nBcc: c@d.example', '', `${'a'.repeat(250)}@b.example`, { contains: '@' }]) {
    await assert.rejects(invite({ email, role: 'analyst' }), code('requisicao_invalida'))
  }
  await assert.rejects(invite({ email: newEmail(), role: 'operator' }), code('requisicao_invalida'))
  await assert.rejects(
    invite({ email: newEmail(), role: 'analyst', institutionId: 'ins_x' }),
    code('parametro_desconhecido'),
  )
  await assert.rejects(bench.services.listMembers(admin, { limit: 101 }), code('requisicao_invalida'))
  await assert.rejects(bench.services.listMembers(admin, { cursor: { id: 'mem_x' } }), code('requisicao_invalida'))
})

test("another institution's invitation answers like a missing one, and its people aren't listed", async () => {
  const elsewhere = await bench.addInstitution()
  const stranger = await bench.addMember('admin', elsewhere)
  const theirs = await bench.callAs(stranger)
  const invitation = await bench.services.inviteMember(theirs, { email: newEmail(), role: 'analyst' })
  const failures = await Promise.all(
    [invitation.id, randomId('invitation')].map((invitationId) =>
      bench.services.revokeInvitation(admin, { invitationId }).catch((error: unknown) => error),
    ),
  )
  for (const failure of failures) assert.ok(AppError.hasCode(failure, 'recurso_nao_encontrado'))
  const [ours, open] = [
    await bench.services.listMembers(admin, { limit: 100 }),
    await bench.services.listInvitations(admin, { limit: 100 }),
  ]
  assert.equal(
    ours.items.some(({ id }) => id === stranger.id),
    false,
  )
  assert.equal(
    open.items.some(({ id }) => id === invitation.id),
    false,
  )
  // Their cursor leads nowhere here.
  assert.deepEqual(await bench.services.listMembers(admin, { cursor: stranger.id }), { items: [], next: null })
  await bench.services.revokeInvitation(theirs, { invitationId: invitation.id })
})

test('lists come in pages that neither repeat nor leave out anybody', async () => {
  const own = await createBench()
  try {
    const call = await own.callAs(await own.addMember('admin'))
    for (let count = 0; count < 6; count += 1) await own.addMember('analyst')
    const names: string[] = []
    let cursor: string | null | undefined
    let pages = 0
    do {
      const page = await own.services.listMembers(call, { limit: 3, ...(cursor ? { cursor } : {}) })
      names.push(...page.items.map(({ name }) => name))
      cursor = page.next
      pages += 1
    } while (cursor)
    assert.equal(pages, 3)
    assert.equal(new Set(names).size, 7)
    const whole = await own.services.listMembers(call, { limit: 100 })
    assert.deepEqual(
      names,
      whole.items.map(({ name }) => name),
    )
  } finally {
    await own.close()
  }
})
