import type { Logger } from '#lib/telemetry/logger.ts'
import type { Job } from './job.ts'

export type Scheduler = {
  /** No new run starts; resolves when the running ones have ended. */
  close(): Promise<void>
}

export type Timers = {
  set(callback: () => void, ms: number): unknown
  clear(timer: unknown): void
}

// Node's own handle goes in and comes out; nothing else looks at it.
const NODE_TIMERS: Timers = { set: setTimeout, clear: (timer) => clearTimeout(timer as NodeJS.Timeout) }

/**
 * Runs each job at once and then again, its interval after the end of the run before, so that a slow run never
 * overlaps itself. A run that fails is logged and tried again in its turn.
 */
export function startJobs(jobs: readonly Job[], logger: Logger, timers: Timers = NODE_TIMERS): Scheduler {
  const waiting = new Map<Job, unknown>()
  const running = new Set<Promise<void>>()
  let closed = false

  async function run(job: Job): Promise<void> {
    try {
      const done = await job.run()
      if (done > 0) logger.info({ event: 'job.done', job: job.name, count: done })
    } catch (error) {
      logger.error({ event: 'job.failed', job: job.name, err: error })
    }
  }

  function start(job: Job): void {
    waiting.delete(job)
    const task = run(job).finally(() => {
      running.delete(task)
      if (!closed)
        waiting.set(
          job,
          timers.set(() => start(job), job.everyMs),
        )
    })
    running.add(task)
  }

  for (const job of jobs) start(job)
  return {
    async close() {
      closed = true
      for (const timer of waiting.values()) timers.clear(timer)
      waiting.clear()
      await Promise.all(running)
    },
  }
}
