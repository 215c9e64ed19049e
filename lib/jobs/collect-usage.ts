import type { UsageBatch } from '#lib/access/usage-meter.ts'
import type { UsageFeed } from '#lib/gateway/index.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { Job } from './job.ts'

const COLLECT_EVERY_MS = 5_000

export type UsageSums = {
  /** Adds a batch once, however often it is handed in. */
  add(batch: UsageBatch, at: Date): Promise<void>
}

type CollectingParts = { feeds: readonly UsageFeed[]; sums: UsageSums; clock: Clock; logger: Logger }

/**
 * Takes what the services counted and adds it up in the portal's database. A batch is named back only once it is
 * committed there; whoever dies in between gets the same one again, and it is added once. One service that can't be
 * reached keeps its numbers, and holds up no other.
 */
export function collectUsage({ feeds, sums, clock, logger }: CollectingParts): Job {
  const taken = new Map<string, { process: string; number: number }>()
  async function collect(feed: UsageFeed): Promise<void> {
    const batch = await feed.batchAfter(taken.get(feed.name) ?? null)
    await sums.add(batch, clock.now())
    taken.set(feed.name, { process: batch.processo, number: batch.lote })
    if (batch.perdidas > 0) logger.error({ event: 'usage.lost', service: feed.name, calls: batch.perdidas })
  }
  return {
    name: 'collect-usage',
    everyMs: COLLECT_EVERY_MS,
    async run() {
      const ends = await Promise.allSettled(feeds.map(collect))
      ends.forEach((end, index) => {
        if (end.status === 'rejected') {
          logger.warn({ event: 'usage.not-collected', service: feeds[index]?.name, err: end.reason })
        }
      })
      return 0
    },
  }
}
