import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { type ApproverId, type GrantId, type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { APPROVAL_PASSWORD, PROOF } from '../approver-test-bench.ts'
import { askerOf } from '../context.ts'
import { demoApprovals } from '../seed-approvers.ts'
import { askerValue } from '../sql-values.ts'
import { again, type Bench, callAs, grantInput, openBench, randomCpf } from '../test-bench.ts'
import { approveGrant } from './approve-grant.ts'
import { listWaiting } from './list-waiting.ts'
import { refuseGrant } from './refuse-grant.ts'
import { requestGrant } from './request-grant.ts'

// What stands between a member's token, the portal's certificate or SQL of one's own and a grant that is approved.

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const refusedAs = (code: AppError['code'], field?: string) => (error: AppError) =>
  error.code === code &&
  (field === undefined || error.fields.some(({ campo, codigo }) => `${campo} ${codigo}` === field))
const wrong = refusedAs('requisicao_invalida', 'prova invalido')

/** An institution of its own, at an address of its own: what is counted by address is nobody else's. */
let places = 0
async function newCase() {
  const institution = randomId('institution')
  places += 1
  const ip = `198.51.100.${places}`
  const approver = callAs('approver', institution, { ip })
  await bench.enrol(approver)
  return { institution, ip, approver, id: await newRequest(institution) }
}

async function newRequest(institution: InstitutionId): Promise<string> {
  return (await requestGrant(bench.context, callAs('analyst', institution), grantInput(randomCpf()))).id
}

const stateOf = async (id: string) => {
  const [row] = await bench.sql<{ decision: string | null }>(
    'SELECT decision FROM control.grant_request WHERE id = $1',
    [id],
  )
  return row?.decision
}
const approve = (call: Call<Permission>, id: string, prova: object) =>
  approveGrant(bench.context, { ...again(call), grantId: id as GrantId }, { id, prova })

/** `control.approve_grant` by whoever can run SQL as `basea_grants`. */
async function approveBySql(call: Call<Permission>, id: string, proof: string | null): Promise<string | undefined> {
  const [row] = await bench.grants.client.$queryRaw<{ outcome: string }[]>`
    SELECT control.approve_grant(${askerValue(askerOf(call, randomId))}, ${id}, ${proof}::uuid) AS outcome`
  return row?.outcome
}

describe('an approval takes the approver’s own proof', () => {
  test('any token without one, or with a wrong one, approves nothing; the attempt is on record', async () => {
    const { approver, id } = await newCase()
    const tries: object[] = [{ senha: 'não é esta a senha' }, { senha: APPROVAL_PASSWORD.toUpperCase() }]
    for (const prova of tries) await assert.rejects(approve(approver, id, prova), wrong)
    for (const bad of [{}, { senha: '' }, { senha: APPROVAL_PASSWORD, codigo: '12' }]) {
      await assert.rejects(approve(approver, id, bad), refusedAs('requisicao_invalida'))
    }
    assert.equal(await stateOf(id), null)
    const denied = (await bench.ledger({ grantId: id })).filter(({ outcome }) => outcome === 'negada')
    assert.ok(denied.length >= tries.length)
    assert.ok(denied.every(({ event, code }) => event === 'grant.approved' && code === 'requisicao_invalida'))
    assert.equal((await approve(approver, id, PROOF)).situacao, 'aprovada')
  })

  test('who isn’t an approver is told so, whatever their role says', async () => {
    const { institution, id } = await newCase()
    const unenrolled = callAs('approver', institution)
    await assert.rejects(approve(unenrolled, id, PROOF), refusedAs('requisicao_invalida', 'prova obrigatorio'))
  })

  test('where a phone is required, an approver without one proves nothing', async () => {
    const { approver, id } = await newCase()
    const strict = { ...bench.context, codesRequired: true }
    await assert.rejects(
      approveGrant(strict, again(approver), { id, prova: PROOF }),
      refusedAs('requisicao_invalida', 'prova obrigatorio'),
    )
  })

  test('ten wrong passwords stop the eleventh, right or wrong, before anything is compared', async () => {
    const { approver, id } = await newCase()
    for (let count = 0; count < 10; count++) await assert.rejects(approve(approver, id, { senha: 'errada' }), wrong)
    await assert.rejects(
      approve(approver, id, PROOF),
      (error: AppError) => error.code === 'limite_excedido' && (error.retryAfterSeconds ?? 0) > 60,
    )
    assert.equal(await stateOf(id), null)
    await bench.sql(`UPDATE control.proof_attempt SET since = now() - interval '16 min' WHERE key = $1`, [
      `member ${approver.actor.id}`,
    ])
    assert.equal((await approve(approver, id, PROOF)).situacao, 'aprovada')
  })

  test('an address is stopped over all approvers, and good proofs count for nothing', async () => {
    const { institution, ip, approver, id } = await newCase()
    for (let count = 0; count < 12; count++) await approve(approver, await newRequest(institution), PROOF)
    for (let one = 0; one < 6; one++) {
      const other = callAs('approver', institution, { ip })
      await bench.enrol(other)
      for (let count = 0; count < 9; count++) await approve(other, id, { senha: 'errada' }).catch(() => null)
    }
    await assert.rejects(approve(approver, id, PROOF), refusedAs('limite_excedido'))
  })
})

describe('what the database holds to, whoever runs SQL', () => {
  test('the role that approves can’t without a proof, nor with a made-up one', async () => {
    const { approver, id } = await newCase()
    assert.equal(await approveBySql(approver, id, null), 'unproven')
    assert.equal(await approveBySql(approver, id, '00000000-0000-4000-8000-000000000000'), 'unproven')
    assert.equal(await stateOf(id), null)
  })

  test('a proof is good for its own request, act, approver and institution, and once', async () => {
    const { institution, approver, id } = await newCase()
    const { prove } = demoApprovals(bench.superuser)
    const asker = askerOf(approver, randomId)
    const stolen = await prove(asker, 'grant.approved', id)
    const colleague = callAs('approver', institution)
    await bench.enrol(colleague)
    assert.equal(await approveBySql(approver, await newRequest(institution), stolen), 'unproven')
    assert.equal(await approveBySql(colleague, id, stolen), 'unproven')
    const refusing = await prove(asker, 'grant.refused', id)
    assert.equal(await approveBySql(approver, id, refusing), 'unproven')
    assert.equal(await approveBySql(approver, id, stolen), 'done')
    assert.equal(await approveBySql(approver, id, stolen), 'unproven')
    const elsewhere = await newCase()
    assert.equal(await approveBySql(elsewhere.approver, id, null), 'missing')
  })

  test('a proof over a minute old, or of somebody struck off meanwhile, is none', async () => {
    const { approver, id } = await newCase()
    const { prove } = demoApprovals(bench.superuser)
    const old = await prove(askerOf(approver, randomId), 'grant.approved', id)
    await bench.sql(
      `UPDATE control.approval_proof SET at = at - interval '2 min', expires_at = expires_at - interval '2 min' WHERE id = $1`,
      [old],
    )
    assert.equal(await approveBySql(approver, id, old), 'unproven')
    const late = await prove(askerOf(approver, randomId), 'grant.approved', id)
    await bench.sql('DELETE FROM control.approver WHERE member_id = $1', [approver.actor.id])
    assert.equal(await approveBySql(approver, id, late), 'unproven')
  })

  test('a request that isn’t what it was when it was proven is not approved', async () => {
    const { approver, id } = await newCase()
    const proof = await demoApprovals(bench.superuser).prove(askerOf(approver, randomId), 'grant.approved', id)
    await bench.sql('UPDATE control.grant_request SET minutes = 60, max_uses = 100 WHERE id = $1', [id])
    assert.equal(await approveBySql(approver, id, proof), 'unproven')
  })

  test('the role that proves has none without the password, guesses no faster, and can’t approve', async () => {
    const { approver, id } = await newCase()
    const { client } = bench.proofs
    const asker = () => askerValue(askerOf(approver, randomId))
    const [begun] = await client.$queryRaw<{ enrolment_id: string }[]>`SELECT * FROM control.begin_proof(${asker()})`
    assert.ok(begun)
    const guess = async () => {
      const [row] = await client.$queryRaw<{ outcome: string; proof: string | null }[]>`
        SELECT * FROM control.issue_proof(
          ${asker()}, ${begun.enrolment_id}, 'grant.approved', ${id}, ${Buffer.alloc(32)}::bytea, NULL)`
      return row
    }
    for (let count = 0; count < 25; count++) assert.deepEqual(await guess(), { outcome: 'wrong', proof: null })
    // Even the right one waits now.
    const { stretched } = await bench.context.passwords.stretch(
      APPROVAL_PASSWORD,
      '$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ',
    )
    const right = { act: 'grant.approved', target: id, stretched, totpStep: null } as const
    const enrolment = begun.enrolment_id as ApproverId
    const late = await bench.context.proofs.issueProof(askerOf(approver, randomId), { ...right, enrolment })
    assert.equal(late.kind, 'wrong')
    await assert.rejects(client.$queryRaw`SELECT control.approve_grant(${asker()}, ${id}, NULL)`, /permission denied/)
    await assert.rejects(client.$queryRaw`SELECT id FROM control.approval_proof`, /permission denied/)
  })

  test('approvers who race with good proofs make one grant', async () => {
    const { institution, approver, id } = await newCase()
    const others = Array.from({ length: 3 }, () => callAs('approver', institution))
    for (const other of others) await bench.enrol(other)
    const results = await Promise.allSettled(
      [approver, ...others].map((call, index) =>
        index === 3 ? refuseGrant(bench.context, call, { id, prova: PROOF }) : approve(call, id, PROOF),
      ),
    )
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const result of results) if (result.status === 'rejected') assert.equal(result.reason.code, 'conflito')
  })
})

describe('list-waiting', () => {
  test('the oldest first, each with its author’s last thirty days; nobody else’s', async () => {
    const { institution, approver, id } = await newCase()
    const analyst = callAs('analyst', institution)
    const ask = async () => (await requestGrant(bench.context, again(analyst), grantInput(randomCpf()))).id
    const [approved, refused, old] = [await ask(), await ask(), await ask()]
    await approve(approver, approved, PROOF)
    await refuseGrant(bench.context, again(approver), { id: refused, prova: PROOF })
    await bench.sql('UPDATE control.access_grant SET used = 4 WHERE request_id = $1', [approved])
    await bench.sql(`UPDATE control.grant_request SET created_at = now() - interval '31 days' WHERE id = $1`, [old])
    const waiting = await ask()
    const { itens } = await listWaiting(bench.context, again(approver), {})
    assert.deepEqual(
      itens.map(({ concessao }) => concessao.id),
      [id, waiting],
    )
    assert.deepEqual(itens[1]?.historico, { pedidas: 3, aprovadas: 1, recusadas: 1, abertas: 4 })
    assert.deepEqual((await listWaiting(bench.context, (await newCase()).approver, {})).itens.length, 1)
    await assert.rejects(listWaiting(bench.context, again(analyst), {}), refusedAs('escopo_insuficiente'))
  })
})
