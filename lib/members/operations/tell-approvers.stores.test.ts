import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { type Bench, createBench } from '../test-bench.ts'

let bench: Bench
before(async () => {
  bench = await createBench()
})
after(() => bench.close())

test('each approver of the institution is written to, nobody else, and four times an hour at most', async () => {
  const [analyst, first, second] = [
    await bench.addMember('analyst'),
    await bench.addMember('approver'),
    await bench.addMember('approver'),
  ]
  const call = await bench.callAs(analyst)
  for (let count = 0; count < 6; count++) {
    await bench.services.tellApprovers(call, {})
    await bench.context.background.settle()
  }
  const told = bench.outbox.filter(({ text }) => text.includes('http://localhost:3000/concessoes'))
  assert.deepEqual(told.map(({ to }) => to).toSorted(), Array(4).fill([first.email, second.email]).flat().toSorted())
})

test('who may ask for nothing tells nobody', async () => {
  const call = await bench.callAs(await bench.addMember('auditor'))
  await assert.rejects(bench.services.tellApprovers(call, {}), (error) =>
    AppError.hasCode(error, 'escopo_insuficiente'),
  )
  await assert.rejects(bench.services.tellApprovers(await bench.callAs(await bench.addMember('analyst')), { outro: 1 }))
})
