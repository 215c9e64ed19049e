import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { type Bench, createBench } from '../test-bench.ts'

let bench: Bench
before(async () => {
  bench = await createBench()
})
after(() => bench.close())

const reference = `pes_${'0'.repeat(22)}`

test('a file that leaves the portal is on its trail: who, about whom, under which inquiry', async () => {
  const member = await bench.addMember('analyst')
  const inquiry = randomId('request')
  await bench.services.recordExport(await bench.callAs(member), { reference, inquiry })
  const rows = await bench.inspector.portalEvent.findMany({ where: { event: 'dossier.exported', memberId: member.id } })
  assert.deepEqual(
    rows.map(({ outcome, subjects }) => ({ outcome, subjects })),
    [{ outcome: 'done', subjects: [reference, inquiry] }],
  )
})

test('who looks nobody up exports nothing, and the attempt is on the trail', async () => {
  const member = await bench.addMember('approver')
  const call = await bench.callAs(member)
  await assert.rejects(bench.services.recordExport(call, { reference, inquiry: randomId('request') }), (error) =>
    AppError.hasCode(error, 'escopo_insuficiente'),
  )
  const rows = await bench.inspector.portalEvent.findMany({ where: { event: 'dossier.exported', memberId: member.id } })
  assert.deepEqual(
    rows.map(({ outcome }) => outcome),
    ['refused'],
  )
})
