import type { KeyObject } from 'node:crypto'
import { type Checkpoint, signCheckpoint } from '#lib/audit/trail-checkpoint.ts'
import type { TrailEnd } from '#lib/audit/verify-trail.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { Job } from './job.ts'

const LOOK_EVERY_MS = 1_000
export const SIGN_AFTER = { rows: 1_000, ms: 60_000 } as const

/** Where the trail ends, asked of whoever keeps it. */
export type TrailEnds = {
  number(): Promise<number>
  segmentAfter(number: number): Promise<{
    anchor: Buffer | null
    rows: number
    end: TrailEnd
    fault: { number: number; reason: string } | null
  }>
}

/** The table of checkpoints: it only grows. */
export type CheckpointStore = {
  findLast(): Promise<Checkpoint | null>
  listAfter(number: number): Promise<Checkpoint[]>
  add(checkpoint: Checkpoint): Promise<void>
}

/** The file of checkpoints: lines are added, and on disk when `append` resolves. */
export type CheckpointFile = {
  findLast(): Promise<Checkpoint | null>
  append(checkpoints: readonly Checkpoint[]): Promise<void>
}

export type SigningParts = {
  ends: TrailEnds
  store: CheckpointStore
  file: CheckpointFile
  key: KeyObject
  clock: Clock
  logger: Logger
}

/**
 * Signs the trail's end a minute or a thousand rows after the last one. What stands behind it was followed from that one
 * on, and must begin where that one ended: a trail that was rewritten or broken is not signed, and the log says so, again
 * each minute. The table comes first, then the file, which catches up with it after a crash between the two.
 */
export function signCheckpoints({ ends, store, file, key, clock, logger }: SigningParts): Job {
  let told = { reason: '', at: 0 }
  const refuse = (reason: string, number: number): 0 => {
    const now = clock.now().getTime()
    if (reason !== told.reason || now - told.at >= SIGN_AFTER.ms) {
      told = { reason, at: now }
      logger.error({ event: 'trail.not-signed', reason, number })
    }
    return 0
  }
  /** Brings the file up to the table; false where the file knows of more, which the table has then lost. */
  async function reconcile(last: Checkpoint | null): Promise<boolean> {
    const copied = await file.findLast()
    if (copied && copied.number > (last?.number ?? 0)) return false
    const missing = await store.listAfter(copied?.number ?? 0)
    if (missing.length > 0) await file.append(missing)
    return true
  }
  return {
    name: 'sign-checkpoints',
    everyMs: LOOK_EVERY_MS,
    async run() {
      const last = await store.findLast()
      const from = last?.number ?? 0
      if (!(await reconcile(last))) return refuse('checkpoint_lost', from)
      const number = await ends.number().catch(() => null)
      if (number === null) return refuse('unreachable', from)
      if (number === from) return 0
      if (number < from) return refuse('cut', number + 1)
      const isDue = last === null || clock.now().getTime() - last.at.getTime() >= SIGN_AFTER.ms
      if (!isDue && number - from < SIGN_AFTER.rows) return 0
      const { anchor, rows, end, fault } = await ends.segmentAfter(from)
      if (last && !anchor?.equals(last.hash)) return refuse('rewritten', from)
      if (fault) return refuse(fault.reason, fault.number)
      if (end.number <= from) return refuse('cut', from + 1)
      await store.add(signCheckpoint({ ...end, rows: (last?.rows ?? 0) + rows, at: clock.now() }, key))
      await reconcile(await store.findLast())
      told = { reason: '', at: 0 }
      return 1
    },
  }
}
