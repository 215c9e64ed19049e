import { addDays, type Clock, civilDateOf } from '#lib/kernel/clock.ts'
import type { Job } from './job.ts'
import type { PurgeStore } from './store.ts'

/** A year and the month that it is compared with. */
const KEPT_DAYS = 396

/** Usage is kept for thirteen months. */
export function purgeUsage(store: PurgeStore, clock: Clock): Job {
  return {
    name: 'purge-usage',
    everyMs: 60 * 60_000,
    run: () => store.deleteUsageBefore(addDays(civilDateOf(clock.now()), -KEPT_DAYS)),
  }
}
