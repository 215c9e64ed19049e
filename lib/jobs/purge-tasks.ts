import type { Clock } from '#lib/kernel/clock.ts'
import type { TaskWorkStore } from '#lib/tasks/index.ts'
import type { Job } from './job.ts'

/** Tasks go with their results a day after their end, and what never ended three days after it was asked for. */
export function purgeTasks(work: Pick<TaskWorkStore, 'deleteExpiredBefore'>, clock: Clock): Job {
  return {
    name: 'purge-tasks',
    everyMs: 10 * 60_000,
    run: () => work.deleteExpiredBefore(clock.now()),
  }
}
