import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { TaskLookUps } from '#lib/gateway/index.ts'
import { cpfOfBase } from '#lib/identifiers/cpf.ts'
import { AppError, type ErrorCode } from '#lib/kernel/app-error.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { batchOf, createTasksBench, PEOPLE, type TasksBench } from '#lib/tasks/test-bench.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { MAX_TRIES, runTasks } from './run-tasks.ts'

type Found = Awaited<ReturnType<TaskLookUps['lookUp']>>
const base = { tookMs: 1, requestId: 'req_test' }
const refused = (code: ErrorCode, retryAfterSeconds: number | null = null): Found => ({
  ...base,
  kind: 'refused',
  code,
  status: 400,
  detail: '',
  fields: [],
  retryAfterSeconds,
})
const AWAY: Found = { ...base, kind: 'unavailable', reason: 'timeout', code: null, retryAfterSeconds: null }
const missing = { situacao: 'nao_autorizado' } as const

/** File 2 as a key with a score alone gets it. */
function fileOf(nome: string): Found {
  const at = '2026-07-01T12:00:00.000Z'
  const score = { situacao: 'calculado', valor: 712, faixa: 'excelente', probabilidade: 0.95 } as const
  const blocks = { endereco: missing, bens: missing, renda: missing, dividas: missing }
  const scored = { ...score, motivos: [], modelo: 'm', atualizado_em: at }
  const rest = { cpf: '***.456.789-**', idade: 41, alertas: [], ultima_consulta: null, atualizado_em: at }
  return { ...base, kind: 'found', file: { nome, ...rest, ...blocks, score: scored } }
}

let bench: TasksBench
let since: Date
let asked: string[]
let answers: (cpf: string) => Found | Promise<Found>
let token: Awaited<ReturnType<TaskLookUps['tokenFor']>>
before(async () => {
  bench = await createTasksBench()
  // A time of its own: whoever else runs or asks for tasks on this database doesn't meet these.
  bench.clock.advance({ days: 3_000 })
  since = bench.clock.now()
})
after(() => bench?.close())
beforeEach(async () => {
  // Each test has the queue for itself.
  await bench.inspector.task.deleteMany({
    where: { createdAt: { gte: since, lt: new Date(since.getTime() + 1_000 * 86_400_000) } },
  })
  asked = []
  answers = () => fileOf('Ana')
  token = { kind: 'issued', token: 't', expiresAt: new Date(0) }
})

function lane(name = 'a') {
  const { work, seals, clock } = bench
  const lookUps: TaskLookUps = {
    tokenFor: async () => token,
    lookUp: async (_token, cpf) => {
      asked.push(cpf)
      return answers(cpf)
    },
  }
  const job = runTasks({ work, lookUps, seals, clock, ids: randomId, logger: createLogger('test', 'silent') }, name)
  return { turn: () => job.run() }
}
const stateOf = async (id: string) => {
  const { state, done, reason } = await bench.inspector.task.findUniqueOrThrow({ where: { id } })
  return [state, done, reason]
}
const start = async (cpfs: readonly string[] = PEOPLE) => {
  const call = bench.analyst()
  const { id } = await bench.tasks.startTask(call, batchOf(cpfs))
  return { call, id }
}

describe('a task', () => {
  test('is done line by line, and its result is guarded CSV in the order of the request', async () => {
    const { call, id } = await start(PEOPLE.slice(0, 3))
    answers = (cpf) =>
      cpf === PEOPLE[1] ? refused('pessoa_nao_encontrada') : fileOf(cpf === PEOPLE[2] ? '=A1' : 'Zoé')
    await lane().turn()
    assert.deepEqual(await stateOf(id), ['concluida', 3, null])
    const [head, ...lines] = (await bench.tasks.downloadResult(call, { id })).trim().split('\r\n')
    assert.match(head ?? '', /^\uFEFF?linha,situacao,cpf,nome,/)
    assert.deepEqual(lines, [
      '1,encontrada,***.456.789-**,Zoé,41,calculado,712,excelente,nao_autorizado,,,,',
      '2,pessoa_nao_encontrada,,,,,,,,,,,',
      "3,encontrada,***.456.789-**,'=A1,41,calculado,712,excelente,nao_autorizado,,,,",
    ])
    const trail = await bench.trailOf(call)
    assert.deepEqual(
      trail.map(({ event, subjects }) => [event, subjects]),
      [
        ['task.downloaded', [id]],
        ['task.started', [id]],
      ],
    )
    const rows = await bench.inspector.taskRow.findMany({ where: { taskId: id } })
    for (const { sealedResult } of rows) assert.doesNotMatch(Buffer.from(sealedResult ?? []).toString('latin1'), /456/)
  })

  test("isn't given to one who may no longer look people up", async () => {
    const call = await bench.key()
    const { id } = await bench.tasks.startTask(call, batchOf(PEOPLE))
    await lane().turn()
    assert.ok(await bench.tasks.downloadResult(call, { id }))
    await bench.inspector.accessKey.update({ where: { id: call.actor.id }, data: { scopes: ['tarefas:executar'] } })
    await assert.rejects(bench.tasks.downloadResult(call, { id }), (error) =>
      AppError.hasCode(error, 'escopo_insuficiente'),
    )
  })

  test('goes on after its worker died, from the lines that are done: none lost, none asked twice', async () => {
    const { id } = await start()
    let died = () => {}
    const death = new Promise<void>((resolve) => {
      died = resolve
    })
    // Two lines are done; the rest hang for ever, as a killed worker leaves them.
    answers = (cpf) => {
      if (PEOPLE.slice(0, 2).some((done) => done === cpf)) return fileOf('Ana')
      died()
      return new Promise<never>(() => {})
    }
    void lane('killed').turn()
    await death
    while ((await stateOf(id))[1] !== 2) await new Promise(setImmediate)
    const before = [...asked]
    answers = () => fileOf('Ana')
    await lane().turn()
    assert.deepEqual(await stateOf(id), ['executando', 2, null], 'the lease of the dead still holds')
    bench.clock.advance({ milliseconds: 31_000 })
    await lane().turn()
    assert.deepEqual(await stateOf(id), ['concluida', 5, null])
    assert.deepEqual(asked.slice(before.length).toSorted(), PEOPLE.slice(2).toSorted())
  })

  test('that was taken over is left alone by the worker that comes back', async () => {
    const { id } = await start(PEOPLE.slice(0, 1))
    let comeBack = (_found: Found) => {}
    let isAsked = () => {}
    const asking = new Promise<void>((resolve) => {
      isAsked = resolve
    })
    answers = () =>
      new Promise((resolve) => {
        comeBack = resolve
        isAsked()
      })
    const slow = lane('slow').turn()
    await asking
    const late = comeBack
    bench.clock.advance({ milliseconds: 31_000 })
    answers = () => fileOf('Nova')
    await lane().turn()
    late(fileOf('Velha'))
    await slow
    assert.deepEqual(await stateOf(id), ['concluida', 1, null])
  })

  test('that is cancelled on the way stops before the next line', async () => {
    const cpfs = PEOPLE.slice(0, 5)
    const { call, id } = await start(cpfs)
    answers = async () => {
      await bench.tasks.cancelTask(call, { id })
      return fileOf('Ana')
    }
    await lane().turn()
    assert.equal((await stateOf(id))[0], 'cancelada')
    assert.ok(asked.length <= 4)
  })

  for (const [error, code] of [
    ['invalid_grant', 'credencial_invalida'],
    ['invalid_scope', 'escopo_insuficiente'],
  ] as const) {
    test(`whose asker gets no token (${error}) is negada, and nobody is looked up`, async () => {
      const { id } = await start()
      token = { kind: 'refused', error }
      await lane().turn()
      assert.deepEqual([await stateOf(id), asked], [['negada', 0, code], []])
    })
  }

  test('whose asker is refused on the way is negada', async () => {
    const { id } = await start()
    answers = () => refused('ip_nao_permitido')
    await lane().turn()
    assert.deepEqual(await stateOf(id), ['negada', 0, 'ip_nao_permitido'])
  })

  test('waits as long as a limit says, and counts that as no try', async () => {
    const { id } = await start(PEOPLE.slice(0, 1))
    answers = () => refused('limite_excedido', 7)
    for (let n = 0; n <= MAX_TRIES; n += 1) {
      await lane().turn()
      bench.clock.advance({ milliseconds: 7_000 })
    }
    answers = () => fileOf('Ana')
    await lane().turn()
    assert.deepEqual([await stateOf(id), asked.length], [['concluida', 1, null], MAX_TRIES + 2])
  })

  test('without its system is tried five times, further and further apart; others go on meanwhile', async () => {
    const { id } = await start(PEOPLE.slice(0, 1))
    answers = () => AWAY
    await lane().turn()
    const { id: other } = await start(PEOPLE.slice(1, 2))
    answers = (cpf) => (cpf === PEOPLE[0] ? AWAY : fileOf('Ana'))
    await lane().turn()
    assert.equal((await stateOf(other))[0], 'concluida')
    for (let n = 0; n < 10; n += 1) {
      bench.clock.advance({ milliseconds: 60_000 })
      await lane().turn()
    }
    assert.deepEqual(await stateOf(id), ['falhou', 0, 'tentativas_esgotadas'])
    assert.equal(asked.filter((cpf) => cpf === PEOPLE[0]).length, MAX_TRIES)
  })

  test('that breaks whoever takes it ends after five times, too', async () => {
    const { id } = await start(PEOPLE.slice(0, 1))
    await bench.inspector.taskRow.updateMany({ where: { taskId: id }, data: { sealedCpf: new Uint8Array(40) } })
    for (let n = 0; n < 10; n += 1) {
      await lane().turn()
      bench.clock.advance({ milliseconds: 60_000 })
    }
    assert.deepEqual([await stateOf(id), asked], [['falhou', 0, 'tentativas_esgotadas'], []])
  })

  test('of many lines lets others have their turn', async () => {
    const many = Array.from({ length: 45 }, (_, index) => cpfOfBase(String(999_000_000 + index)))
    const { id } = await start(many)
    bench.clock.advance({ milliseconds: 1 })
    const { id: small } = await start(PEOPLE.slice(0, 1))
    bench.clock.advance({ milliseconds: 1 })
    await lane().turn()
    bench.clock.advance({ milliseconds: 1 })
    await lane().turn()
    assert.deepEqual([(await stateOf(id))[1], (await stateOf(small))[0]], [40, 'concluida'])
    bench.clock.advance({ milliseconds: 1 })
    await lane().turn()
    assert.deepEqual([await stateOf(id), asked.length], [['concluida', 45, null], 46])
  })
})

test('two lanes share the queue: each line of each task once', async () => {
  const ids = await Promise.all(PEOPLE.map(() => start().then(({ id }) => id)))
  const run = async (name: string) => {
    for (let n = 0; n < 10; n += 1) await lane(name).turn()
  }
  await Promise.all([run('a'), run('b'), run('c')])
  for (const id of ids) assert.deepEqual(await stateOf(id), ['concluida', 5, null])
  assert.equal(asked.length, 25)
})

test('a task goes with its lines a day after its end', async () => {
  const { id } = await start(PEOPLE.slice(0, 1))
  await lane().turn()
  bench.clock.advance({ milliseconds: 86_400_000 })
  assert.equal(await bench.work.deleteExpiredBefore(bench.clock.now()), 0)
  bench.clock.advance({ milliseconds: 1 })
  assert.equal(await bench.work.deleteExpiredBefore(bench.clock.now()), 1)
  assert.equal(await bench.inspector.taskRow.count({ where: { taskId: id } }), 0)
})
