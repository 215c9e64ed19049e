import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { PROOF } from '../approver-test-bench.ts'
import { askerOf } from '../context.ts'
import { askerValue } from '../sql-values.ts'
import { again, type Bench, callAs, grantInput, openBench, randomCpf } from '../test-bench.ts'
import { approveGrant } from './approve-grant.ts'
import { confirmApprover } from './confirm-approver.ts'
import { enrolApprover } from './enrol-approver.ts'
import { listApprovers } from './list-approvers.ts'
import { requestGrant } from './request-grant.ts'
import { showApproverCode } from './show-approver-code.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const refusedAs = (code: AppError['code'], field?: string) => (error: AppError) =>
  error.code === code &&
  (field === undefined || error.fields.some(({ campo, codigo }) => `${campo} ${codigo}` === field))
const wrong = refusedAs('requisicao_invalida', 'prova invalido')
const PASSWORD = 'nove umbus maduros'

const codeOf = (secret: string, seconds = 0) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + seconds * 1_000 })

/** Somebody who has chosen a password and shown a phone's code, and waits for a colleague's word. */
async function askToApprove(call: Call<Permission>) {
  const { id, segredo } = await enrolApprover(bench.context, again(call), { senha: PASSWORD })
  await showApproverCode(bench.context, again(call), { id, codigo: codeOf(segredo) })
  return { id, segredo }
}

async function newTeam() {
  const institution = randomId('institution')
  const first = callAs('approver', institution)
  await bench.enrol(first)
  return { institution, first, second: callAs('approver', institution) }
}

const newRequest = async (institution: Parameters<typeof callAs>[1]) =>
  (await requestGrant(bench.context, callAs('analyst', institution), grantInput(randomCpf()))).id

describe('becoming an approver', () => {
  test('takes a password, a phone and a colleague’s proof; each step is on record', async () => {
    const { institution, first, second } = await newTeam()
    const { id, segredo } = await askToApprove(second)
    const request = await newRequest(institution)
    const own = { senha: PASSWORD, codigo: codeOf(segredo) }
    // Not in force yet, and one's own word doesn't put it so.
    const deciding = { id: request, prova: own }
    await assert.rejects(approveGrant(bench.context, again(second), deciding), refusedAs('requisicao_invalida'))
    await assert.rejects(
      confirmApprover(bench.context, again(second), { id, prova: own }),
      refusedAs('requisicao_invalida'),
    )
    await assert.rejects(confirmApprover(bench.context, again(first), { id, prova: { senha: 'errada' } }), wrong)
    const confirmed = await confirmApprover(bench.context, again(first), { id, prova: PROOF })
    assert.deepEqual([confirmed.situacao, confirmed.com_codigo, confirmed.proprio], ['ativo', true, false])
    assert.equal((await approveGrant(bench.context, again(second), deciding)).situacao, 'aprovada')
    const rows = await bench.sql<{ event: string }>(
      `SELECT i.event FROM control.inquiry i LEFT JOIN control.inquiry_outcome o ON o.inquiry_id = i.id
       WHERE i.institution_id = $1 AND i.event LIKE 'approver.%' AND o.outcome IS NULL ORDER BY i.number`,
      [institution],
    )
    assert.deepEqual(
      rows.map(({ event }) => event),
      ['approver.enrolled', 'approver.confirmed'],
    )
    await assert.rejects(confirmApprover(bench.context, again(first), { id, prova: PROOF }), refusedAs('conflito'))
  })

  test('a code is good once, whatever it was for; one of before is none', async () => {
    const { institution, first, second } = await newTeam()
    const { id, segredo } = await askToApprove(second)
    await confirmApprover(bench.context, again(first), { id, prova: PROOF })
    const [one, other] = [await newRequest(institution), await newRequest(institution)]
    const prova = { senha: PASSWORD, codigo: codeOf(segredo) }
    await approveGrant(bench.context, again(second), { id: one, prova })
    await assert.rejects(approveGrant(bench.context, again(second), { id: other, prova }), wrong)
    const earlier = { senha: PASSWORD, codigo: codeOf(segredo, -30) }
    await assert.rejects(approveGrant(bench.context, again(second), { id: other, prova: earlier }), wrong)
    await assert.rejects(approveGrant(bench.context, again(second), { id: other, prova: { senha: PASSWORD } }), wrong)
    const next = { senha: PASSWORD, codigo: codeOf(segredo, 30) }
    assert.equal((await approveGrant(bench.context, again(second), { id: other, prova: next })).situacao, 'aprovada')
  })

  test('another phone and password hold from a colleague’s word on, and the old ones no longer', async () => {
    const { institution, first, second } = await newTeam()
    const before = await askToApprove(second)
    await confirmApprover(bench.context, again(first), { id: before.id, prova: PROOF })
    const { id, segredo } = await askToApprove(second)
    const [one, two] = [await newRequest(institution), await newRequest(institution)]
    const old = () => ({ senha: PASSWORD, codigo: codeOf(before.segredo) })
    await approveGrant(bench.context, again(second), { id: one, prova: old() })
    await confirmApprover(bench.context, again(first), { id, prova: PROOF })
    await assert.rejects(approveGrant(bench.context, again(second), { id: two, prova: old() }), wrong)
    const prova = { senha: PASSWORD, codigo: codeOf(segredo) }
    assert.equal((await approveGrant(bench.context, again(second), { id: two, prova })).situacao, 'aprovada')
  })

  test('bad input, and what isn’t one’s own', async () => {
    const { institution, first, second } = await newTeam()
    for (const senha of ['curta', 'aaaaaaaaaaaaaaaa', second.actor.label, '']) {
      await assert.rejects(enrolApprover(bench.context, again(second), { senha }), refusedAs('requisicao_invalida'))
    }
    const analyst = callAs('analyst', institution)
    await assert.rejects(enrolApprover(bench.context, analyst, { senha: PASSWORD }), refusedAs('escopo_insuficiente'))
    const { id, segredo } = await enrolApprover(bench.context, again(second), { senha: PASSWORD })
    const wrongCode = codeOf(segredo) === '000000' ? '000001' : '000000'
    await assert.rejects(
      showApproverCode(bench.context, again(second), { id, codigo: wrongCode }),
      refusedAs('requisicao_invalida', 'codigo invalido'),
    )
    const codigo = codeOf(segredo)
    await assert.rejects(
      showApproverCode(bench.context, again(first), { id, codigo }),
      refusedAs('recurso_nao_encontrado'),
    )
    // Nobody confirms what has shown no code, nor sees it; nor another institution's.
    await assert.rejects(confirmApprover(bench.context, again(first), { id, prova: PROOF }), refusedAs('conflito'))
    assert.deepEqual(
      (await listApprovers(bench.context, again(first), {})).itens.map(({ situacao }) => situacao),
      ['ativo'],
    )
    await showApproverCode(bench.context, again(second), { id, codigo })
    const stranger = (await newTeam()).first
    await assert.rejects(
      confirmApprover(bench.context, stranger, { id, prova: PROOF }),
      refusedAs('recurso_nao_encontrado'),
    )
    await assert.rejects(
      confirmApprover(bench.context, again(first), { id: 'apr_x', prova: PROOF }),
      refusedAs('recurso_nao_encontrado'),
    )
    await bench.sql(`UPDATE control.approver_enrolment SET asked_at = now() - interval '25 hours' WHERE id = $1`, [id])
    await assert.rejects(confirmApprover(bench.context, again(first), { id, prova: PROOF }), refusedAs('conflito'))
  })

  test('the first of an institution is put in force by the machine, and no process can do so', async () => {
    const institution = randomId('institution')
    const alone = callAs('approver', institution)
    const { id } = await askToApprove(alone)
    const machine = {
      ...askerOf(alone, randomId),
      actorKind: 'service',
      actorId: 'machine',
      actorLabel: 'raiz@servidor',
    } as const
    for (const role of ['app', 'grants', 'proofs', 'ingest', 'auditor'] as const) {
      await assert.rejects(
        bench[role].client.$queryRaw`SELECT control.confirm_approver_by_machine(${askerValue(machine)}, ${id})`,
        /permission denied/,
        role,
      )
    }
    const [row] = await bench.superuser.client.$queryRaw<{ outcome: string }[]>`
      SELECT control.confirm_approver_by_machine(${askerValue(machine)}, ${id}) AS outcome`
    assert.equal(row?.outcome, 'done')
    const [own] = (await listApprovers(bench.context, again(alone), {})).itens
    assert.deepEqual([own?.situacao, own?.proprio], ['ativo', true])
  })
})

test('what Base A keeps of an approver shows neither password nor secret', async () => {
  const { second } = await newTeam()
  const { id, segredo } = await askToApprove(second)
  const [row] = await bench.sql<{ text: string; secret: Buffer }>(
    'SELECT e::text AS text, e.totp_secret AS secret FROM control.approver_enrolment e WHERE id = $1',
    [id],
  )
  assert.ok(row)
  const plain = Buffer.from(Secret.fromBase32(segredo).bytes)
  assert.ok(!row.text.includes(PASSWORD) && !row.text.includes(segredo) && !row.secret.includes(plain))
})
