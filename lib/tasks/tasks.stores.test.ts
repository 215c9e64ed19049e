import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AppError, type ErrorCode } from '#lib/kernel/app-error.ts'
import { batchOf, createTasksBench, PEOPLE, type TasksBench } from './test-bench.ts'

let bench: TasksBench
before(async () => {
  bench = await createTasksBench()
  // A time of its own: no lane of another test takes what waits here.
  bench.clock.advance({ days: 6_000 })
})
after(() => bench?.close())

const refusedWith = (code: ErrorCode) => (error: unknown) => AppError.hasCode(error, code)

describe('starting a task', () => {
  test('queues it in the name of the member, with a row in the trail, and keeps no number in the clear', async () => {
    const call = bench.analyst()
    const task = await bench.tasks.startTask(call, batchOf(PEOPLE.slice(0, 2)))
    assert.deepEqual([task.state, task.done, task.total], ['na_fila', 0, 2])
    const trail = await bench.trailOf(call)
    assert.deepEqual(
      trail.map(({ event, outcome, memberId, subjects }) => [event, outcome, memberId, subjects]),
      [['task.started', 'done', call.actor.id, [task.id]]],
    )
    const rows = await bench.inspector.taskRow.findMany({ where: { taskId: task.id }, orderBy: { line: 'asc' } })
    assert.deepEqual(
      rows.map(({ line, sealedResult }) => [line, sealedResult]),
      [
        [1, null],
        [2, null],
      ],
    )
    for (const { sealedCpf } of rows) assert.doesNotMatch(Buffer.from(sealedCpf).toString('latin1'), /99900000005/)
    const row = await bench.inspector.task.findUniqueOrThrow({ where: { id: task.id } })
    assert.deepEqual([row.purpose, row.ip, row.memberId], [call.purpose, call.ip, call.actor.id])
  })

  test('asks for both rights: of members by their role, of keys by their row as of now', async () => {
    const admin = { ...bench.analyst(), actor: bench.keys.member('admin').actor }
    await assert.rejects(bench.tasks.startTask(admin, batchOf(PEOPLE)), refusedWith('escopo_insuficiente'))
    assert.deepEqual(
      (await bench.trailOf(admin)).map(({ event, outcome }) => [event, outcome]),
      [['task.started', 'refused']],
    )
    const without = await bench.key(['tarefas:executar', 'sistema3:consultar'])
    await assert.rejects(bench.tasks.startTask(without, batchOf(PEOPLE)), refusedWith('escopo_insuficiente'))
    const key = await bench.key()
    assert.equal((await bench.tasks.startTask(key, batchOf(PEOPLE))).asker.id, key.actor.id)
    await bench.inspector.accessKey.update({ where: { id: key.actor.id }, data: { status: 'suspensa' } })
    await assert.rejects(bench.tasks.startTask(key, batchOf(PEOPLE)), refusedWith('escopo_insuficiente'))
  })

  for (const [what, cpfs, code, fields] of [
    ['nobody', [], 'requisicao_invalida', ['cpfs']],
    ['a wrong digit on the second line', ['52998224725', '52998224724'], 'cpf_digito', ['cpfs.1']],
    ['a formula', ['=1+1'], 'cpf_formato', ['cpfs.0']],
    ['the same person twice', ['52998224725', '529.982.247-25'], 'requisicao_invalida', ['cpfs.1']],
    ['more than ten thousand', Array<string>(10_001).fill('1'), 'requisicao_invalida', ['cpfs']],
  ] as const) {
    test(`refuses ${what}`, async () => {
      await assert.rejects(bench.tasks.startTask(bench.analyst(), batchOf(cpfs)), (error) => {
        assert.ok(AppError.hasCode(error, code), String(error))
        assert.deepEqual(
          error.fields.map(({ campo }) => campo),
          fields,
        )
        return true
      })
    })
  }

  test('names the first hundred wrong lines of ten thousand', async () => {
    await assert.rejects(bench.tasks.startTask(bench.analyst(), batchOf(Array<string>(10_000).fill('1'))), (error) => {
      assert.ok(AppError.is(error))
      assert.equal(error.fields.length, 100)
      return true
    })
  })

  test('under one Idempotency-Key starts one task, and refuses another content under it', async () => {
    const call = bench.analyst()
    const first = await bench.tasks.startTask(call, batchOf(PEOPLE), 'lote-1')
    const again = await bench.tasks.startTask(call, batchOf(PEOPLE), 'lote-1')
    assert.equal(again.id, first.id)
    await assert.rejects(
      bench.tasks.startTask(call, batchOf(PEOPLE.slice(1)), 'lote-1'),
      refusedWith('chave_de_idempotencia_reutilizada'),
    )
    assert.notEqual((await bench.tasks.startTask(bench.analyst(), batchOf(PEOPLE), 'lote-1')).id, first.id)
  })

  test('takes twenty open ones from each asker', async () => {
    const call = bench.analyst()
    const one = () => bench.tasks.startTask(call, batchOf(PEOPLE.slice(0, 1)))
    const first = await one()
    for (let n = 1; n < 20; n += 1) await one()
    await assert.rejects(one(), refusedWith('conflito'))
    await bench.tasks.cancelTask(call, { id: first.id })
    assert.ok(await one())
  })
})

describe('reading and cancelling', () => {
  test("another asker's task, another institution's, one that isn't there: all the same", async () => {
    const call = await bench.key()
    const task = await bench.tasks.startTask(call, batchOf(PEOPLE))
    const elsewhere = await bench.keys.addInstitution()
    const strangers = [bench.analyst(), await bench.key(), await bench.key(undefined, elsewhere)]
    for (const stranger of strangers) {
      for (const operation of [bench.tasks.findTask, bench.tasks.cancelTask, bench.tasks.downloadResult]) {
        await assert.rejects(operation(stranger, { id: task.id }), refusedWith('recurso_nao_encontrado'))
      }
      assert.deepEqual((await bench.tasks.listTasks(stranger, {})).items, [])
    }
    for (const id of ['x', `tar_${'0'.repeat(22)}`]) {
      await assert.rejects(bench.tasks.findTask(call, { id }), refusedWith('recurso_nao_encontrado'))
    }
    assert.equal((await bench.tasks.findTask(call, { id: task.id })).state, 'na_fila')
  })

  test('lists page by page, newest first', async () => {
    const call = bench.analyst()
    const ids: string[] = []
    for (let n = 0; n < 3; n += 1) {
      ids.unshift((await bench.tasks.startTask(call, batchOf(PEOPLE.slice(0, 1)))).id)
      bench.clock.advance({ milliseconds: 1_000 })
    }
    const first = await bench.tasks.listTasks(call, { limite: 2 })
    const second = await bench.tasks.listTasks(call, { limite: 2, cursor: first.next ?? '' })
    assert.deepEqual(
      [...first.items, ...second.items].map(({ id }) => id),
      ids,
    )
    assert.equal(second.next, null)
    await assert.rejects(bench.tasks.listTasks(call, { cursor: 'x' }), refusedWith('cursor_invalido'))
  })

  test('cancels for good, once; a cancelled task has no result', async () => {
    const call = bench.analyst()
    const { id } = await bench.tasks.startTask(call, batchOf(PEOPLE))
    const ended = await bench.tasks.cancelTask(call, { id })
    assert.deepEqual([ended.state, ended.endedAt], ['cancelada', bench.clock.now()])
    bench.clock.advance({ milliseconds: 1_000 })
    assert.deepEqual(await bench.tasks.cancelTask(call, { id }), ended)
    await assert.rejects(bench.tasks.downloadResult(call, { id }), refusedWith('recurso_nao_encontrado'))
    const wake = bench.inspector.task.update({ where: { id }, data: { state: 'na_fila', endedAt: null } })
    await assert.rejects(wake, /stays as it is/)
  })
})
