import type { TaskLookUps } from '#lib/gateway/index.ts'
import type { ErrorCode } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { IdSource } from '#lib/kernel/ids.ts'
import type { Seal } from '#lib/members/seal.ts'
import {
  cellsOfFile,
  cellsOfRefusal,
  type HeldTask,
  RESULT_KEPT_MS,
  rowName,
  storedCells,
  type TaskWorkStore,
} from '#lib/tasks/index.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { Job } from './job.ts'

/** So many lines of one task, then the next task has its turn, and the asker's rights are asked for anew. */
const LINES_IN_A_TURN = 40
/** Look-ups under way at once: what a killed worker leaves to be done a second time is no more than this. */
const AT_ONCE = 4
const LEASE_MS = 30_000
const IDLE_MS = 500
/** Taken so often without a line done, a task has failed for good, and the others have gone on meanwhile. */
export const MAX_TRIES = 5
const FIRST_PAUSE_MS = 2_000

export type RunTasksDeps = {
  work: TaskWorkStore
  lookUps: TaskLookUps
  seals: { cpf: Seal; result: Seal }
  clock: Clock
  ids: IdSource
  logger: Logger
}

/** What one turn came to. */
type Turn =
  | { kind: 'on' }
  /** No longer ours: cancelled, or taken over. */
  | { kind: 'lost' }
  | { kind: 'pause'; seconds: number }
  | { kind: 'denied'; code: ErrorCode }
  | { kind: 'unavailable' }

/** Codes that are about the asker and not about the person: the rest of the task would hear the same. */
const DENIALS: ReadonlySet<ErrorCode> = new Set([
  'credencial_invalida',
  'escopo_insuficiente',
  'finalidade_nao_permitida',
  'ip_nao_permitido',
])

/** One lane on which tasks run, a turn at a time; two lanes, or two workers, share what there is. */
export function runTasks(deps: RunTasksDeps, lane: string): Job {
  const { work, clock, ids, logger } = deps
  let isBusy = false
  return {
    name: `run-tasks-${lane}`,
    get everyMs() {
      return isBusy ? 1 : IDLE_MS
    },
    async run() {
      isBusy = false
      const task = await work.take(`${lane}:${ids('event')}`, clock.now(), LEASE_MS)
      if (task === null) return 0
      isBusy = true
      try {
        await settle(deps, task, await takeTurn(deps, task))
      } catch (error) {
        logger.error({ event: 'task.turn-failed', task: task.id, tries: task.tries, err: error })
        await settle(deps, task, { kind: 'unavailable' })
      }
      return 0
    },
  }
}

/** Ends a task, or gives it back for another turn. */
async function settle({ work, clock, logger }: RunTasksDeps, task: HeldTask, turn: Turn): Promise<void> {
  const now = clock.now()
  const end = async (state: 'concluida' | 'falhou' | 'negada', reason: string | null) => {
    await work.end(task, state, reason, now, new Date(now.getTime() + RESULT_KEPT_MS))
    logger.info({ event: 'task.ended', task: task.id, state, reason })
  }
  const after = (ms: number) => new Date(now.getTime() + ms)
  switch (turn.kind) {
    case 'lost':
      return
    case 'denied':
      return end('negada', turn.code)
    case 'pause':
      return work.giveBack(task, after(turn.seconds * 1_000), { countTry: false })
    case 'unavailable':
      if (task.tries >= MAX_TRIES) return end('falhou', 'tentativas_esgotadas')
      return work.giveBack(task, after(FIRST_PAUSE_MS * 2 ** (task.tries - 1)), { countTry: true })
    case 'on': {
      const left = await work.linesToDo(task.id, 1)
      if (left.length === 0) return end('concluida', null)
      return work.giveBack(task, now, { countTry: false })
    }
  }
}

async function takeTurn(deps: RunTasksDeps, task: HeldTask): Promise<Turn> {
  // A worker that dies of a task says nothing: the count of those who took it does.
  if (task.tries > MAX_TRIES) return { kind: 'unavailable' }
  const outcome = await deps.lookUps.tokenFor(task.id)
  if (outcome.kind === 'unavailable') return outcome
  if (outcome.kind === 'refused') {
    return { kind: 'denied', code: outcome.error === 'invalid_grant' ? 'credencial_invalida' : 'escopo_insuficiente' }
  }
  const lines = [...(await deps.work.linesToDo(task.id, LINES_IN_A_TURN))]
  let turn: Turn = { kind: 'on' }
  async function goOn(token: string): Promise<void> {
    for (let line = lines.shift(); line && turn.kind === 'on'; line = lines.shift()) {
      const next = await doLine(deps, task, token, line)
      if (next.kind !== 'on') turn = next
    }
  }
  const { token } = outcome
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => goOn(token)))
  const broken = ended.find((one) => one.status === 'rejected')
  if (broken) throw broken.reason
  return turn
}

type Line = Awaited<ReturnType<TaskWorkStore['linesToDo']>>[number]

async function doLine(deps: RunTasksDeps, task: HeldTask, token: string, { line, sealedCpf }: Line): Promise<Turn> {
  const { work, lookUps, seals, clock, ids } = deps
  const place = rowName(task.id, line)
  const { purpose, relationship, ip } = task
  const circumstances = { purpose, relationship, ip, requestId: ids('request') }
  const found = await lookUps.lookUp(token, seals.cpf.open(place, sealedCpf), circumstances)
  if (found.kind === 'unavailable') return { kind: 'unavailable' }
  if (found.kind === 'refused') {
    if (found.code === 'limite_excedido') return { kind: 'pause', seconds: found.retryAfterSeconds ?? 1 }
    if (found.code === 'token_expirado') return { kind: 'pause', seconds: 0 }
    if (DENIALS.has(found.code)) return { kind: 'denied', code: found.code }
  }
  const cells = found.kind === 'found' ? cellsOfFile(found.file) : cellsOfRefusal(found.code)
  const until = new Date(clock.now().getTime() + LEASE_MS)
  const isOurs = await work.saveLine(task, line, seals.result.seal(place, storedCells(cells)), until)
  return { kind: isOurs ? 'on' : 'lost' }
}
