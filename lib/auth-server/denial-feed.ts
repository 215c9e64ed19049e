import type { DenialList } from '#lib/access/token-denials.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { AuthStore } from './store.ts'

/** Read, handed on and taken in, each at this pace: a denial holds everywhere within a second. */
const INTERVAL_MS = 250
const RETRY_MS = 1_000

/** A piece of background work for whoever runs such. */
export type DenialFeed = {
  readonly name: 'read-denials'
  readonly everyMs: number
  /** Reads the denials that hold. Throws when the database is away: what was read then stays, and ages. */
  run(): Promise<0>
  /** What was read last; nothing, as old as can be, before the first time. */
  current(): DenialList
}

/** The denials as this process last read them, for those that come for them and those that they are brought to. */
export function createDenialFeed(store: Pick<AuthStore, 'listDenials'>, clock: Clock): DenialFeed {
  let list: DenialList = { readAt: new Date(0), denials: [] }
  let isRead = true
  return {
    name: 'read-denials',
    get everyMs() {
      return isRead ? INTERVAL_MS : RETRY_MS
    },
    async run() {
      isRead = false
      // Age counts from when the database was asked: what changed while it answered may not be in the answer.
      const readAt = clock.now()
      list = { readAt, denials: await store.listDenials(readAt) }
      isRead = true
      return 0
    },
    current: () => list,
  }
}
