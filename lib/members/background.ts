import type { Logger } from '#lib/telemetry/logger.ts'

/** Work whose outcome no answer waits for, so that its time tells nothing: it is logged, and awaited when closing. */
export type Background = {
  /** Starts the work. It must not be needed for what the caller was told; a failure is logged under `name`. */
  run(name: string, work: () => Promise<void>): void
  /** Resolves when everything started so far has ended. */
  settle(): Promise<void>
}

/** At most `limit` pieces of work at a time; more are dropped with a log line rather than piling up. */
export function createBackground(logger: Logger, limit = 200): Background {
  const running = new Set<Promise<void>>()
  return {
    run(name, work) {
      if (running.size >= limit) {
        logger.error({ event: 'background.dropped', name })
        return
      }
      const task = work()
        .catch((error: unknown) => logger.error({ event: 'background.failed', name, err: error }))
        .finally(() => running.delete(task))
      running.add(task)
    },
    async settle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
