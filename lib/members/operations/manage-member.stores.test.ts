import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { AppError, type ErrorCode } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { type Bench, type BenchMember, createBench, PASSWORD } from '../test-bench.ts'

let bench: Bench
let self: BenchMember
let admin: Call<Permission>
before(async () => {
  bench = await createBench()
  self = await bench.addMember('admin')
  admin = await bench.callAs(self)
})
after(() => bench.close())

const code = (expected: ErrorCode) => (error: unknown) => AppError.hasCode(error, expected)
/** Each operation with what it is asked of one member. */
const OPERATIONS = ['changeMemberRole', 'suspendMember', 'resumeMember', 'endMemberSessions'] as const
type Name = (typeof OPERATIONS)[number]
const inputOf = (name: Name, memberId: string) =>
  name === 'changeMemberRole' ? { memberId, role: 'auditor' as const } : { memberId }
const manage = (name: Name, call: Call<Permission>, memberId: string) =>
  bench.services[name](call, inputOf(name, memberId))

async function denials(subject: string): Promise<string[]> {
  const rows = await bench.inspector.tokenDenial.findMany({ where: { subject } })
  return rows.map(({ kind }) => kind)
}

describe('a member and an administrator', () => {
  test('another role: sessions end, tokens are denied, and the next sign-in has it', async () => {
    const member = await bench.addMember('analyst')
    const session = await bench.signInAs(member)
    await manage('changeMemberRole', admin, member.id)
    assert.equal(await bench.services.findSession(session), null)
    assert.deepEqual(await denials(member.id), ['member'])
    const again = await bench.services.findSession(await bench.signInAs(member))
    assert.equal(again?.member.role, 'auditor')
    // The same once more changes nothing, and ends nothing.
    await manage('changeMemberRole', admin, member.id)
    assert.ok(await bench.services.findSession(again?.id ?? ''))
  })

  test('suspended: out at once and kept out, until let in again', async () => {
    const member = await bench.addMember('analyst')
    const session = await bench.signInAs(member)
    for (let n = 0; n < 2; n += 1) await manage('suspendMember', admin, member.id)
    assert.equal(await bench.services.findSession(session), null)
    assert.deepEqual(await denials(member.id), ['member'])
    const input = { email: member.email, password: PASSWORD }
    assert.notEqual((await bench.services.signIn(bench.visitor(), input)).kind, 'signed_in')
    for (let n = 0; n < 2; n += 1) await manage('resumeMember', admin, member.id)
    assert.equal((await bench.services.signIn(bench.visitor(), input)).kind, 'signed_in')
    assert.equal(await bench.services.findSession(session), null)
  })

  test('sessions ended: all of them, and the list had counted them', async () => {
    const member = await bench.addMember('analyst')
    const sessions = [await bench.signInAs(member), await bench.signInAs(member)]
    const listed = async () => {
      const { items } = await bench.services.listMembers(admin, { limit: 100 })
      const found = items.find(({ id }) => id === member.id)
      return [found?.liveSessions, found?.lastSeenAt]
    }
    assert.deepEqual(await listed(), [2, bench.clock.now()])
    await manage('endMemberSessions', admin, member.id)
    for (const session of sessions) assert.equal(await bench.services.findSession(session), null)
    assert.deepEqual(await listed(), [0, null])
  })

  test('each is on record, with whom it was about', async () => {
    const member = await bench.addMember('analyst')
    const call = { ...admin, requestId: randomId('request') }
    for (const name of OPERATIONS) {
      await manage(name, call, member.id)
      bench.clock.advance({ seconds: 1 })
    }
    const rows = (await bench.trail()).filter(({ requestId }) => requestId === call.requestId)
    assert.deepEqual(
      rows.map(({ event, outcome, subjects, memberId }) => [event, outcome, subjects, memberId]),
      ['member.role_changed', 'member.suspended', 'member.resumed', 'member.sessions_ended'].map((event) => [
        event,
        'done',
        [member.id],
        self.id,
      ]),
    )
  })
})

for (const name of OPERATIONS) {
  describe(name, () => {
    test('oneself is refused, so that nobody rises by themselves and somebody always remains', async () => {
      await assert.rejects(manage(name, admin, self.id), code('conflito'))
    })

    test('another institution’s member answers like a missing one', async () => {
      const stranger = await bench.addMember('analyst', await bench.addInstitution())
      for (const id of [stranger.id, randomId('member')]) {
        await assert.rejects(manage(name, admin, id), code('recurso_nao_encontrado'))
      }
      assert.ok(await bench.services.findSession(await bench.signInAs(stranger)))
    })

    test('only administrators, and the refusal is on record', async () => {
      const target = await bench.addMember('analyst')
      for (const role of ['analyst', 'approver', 'auditor'] as const) {
        const call = await bench.callAs(await bench.addMember(role))
        await assert.rejects(manage(name, call, target.id), code('escopo_insuficiente'))
        const rows = (await bench.trail()).filter(({ requestId }) => requestId === call.requestId)
        assert.deepEqual(
          rows.map(({ outcome }) => outcome),
          ['refused'],
        )
      }
    })

    test('bad input is refused by name', async () => {
      for (const memberId of ['mem_x', '', { not: '' }, `${randomId('member')}\n`, null]) {
        await assert.rejects(
          bench.services[name](admin, { ...inputOf(name, ''), memberId }),
          code('requisicao_invalida'),
        )
      }
      const target = await bench.addMember('analyst')
      await assert.rejects(
        bench.services[name](admin, { ...inputOf(name, target.id), institutionId: 'ins_x' }),
        code('parametro_desconhecido'),
      )
    })
  })
}

test('nobody is made an operator', async () => {
  const { id } = await bench.addMember('analyst')
  await assert.rejects(
    bench.services.changeMemberRole(admin, { memberId: id, role: 'operator' }),
    code('requisicao_invalida'),
  )
})
