import type { Logger } from '#lib/telemetry/logger.ts'
import type { FileStore } from './store.ts'

const EVERY_MS = 5_000

/**
 * Sums anew what has expired in portfolios, and closes tickets that ran out without an outcome, and says so loudly: each is somebody who was let in and never told
 * how it ended, by a crash or on purpose. Give the result's `stop` before closing the store.
 */
export function startTicketSweep(files: Pick<FileStore, 'closeExpiredTickets' | 'refreshStaleSums'>, logger: Logger) {
  let running: Promise<void> | null = null

  async function sweep(): Promise<void> {
    try {
      const interrupted = await files.closeExpiredTickets()
      if (interrupted > 0) logger.error({ event: 'ledger.interrupted', interrupted })
      // After midnight debts stop being visible; so that no ranking has to wait for it.
      await files.refreshStaleSums()
    } catch (err) {
      logger.warn({ event: 'ledger.sweep-failed', err })
    }
  }

  const timer = setInterval(() => {
    // A slow database gets one sweep at a time.
    running ??= sweep().finally(() => {
      running = null
    })
  }, EVERY_MS)

  return {
    async stop(): Promise<void> {
      clearInterval(timer)
      await running
    },
  }
}
