import type { Clock } from '#lib/kernel/clock.ts'
import type { AccessKeyId } from '#lib/kernel/ids.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import { type Credential, credentialOf, type StoredCredential } from './credential.ts'
import type { CredentialStore } from './store.ts'

/** A copy that was complete longer ago can't tell a revoked key from a good one: nobody is let in. */
export const MAX_AGE_MS = 60_000
/** Writers' clocks differ a little: each reload looks back further than the last row it saw. */
const OVERLAP_MS = 10_000
/** A row that was removed instead of revoked is only missed by a whole reload. */
const WHOLE_RELOAD_EACH_MS = 30_000

export type KeyMap = {
  find(id: AccessKeyId): Credential | undefined
  /** Whether the map is young enough to be believed; false before the first load. */
  isFresh(): boolean
  /** How long ago the map was known to be complete, in milliseconds. */
  ageMs(): number
  /** Takes in what changed; all or nothing. On failure the map stays as it was, and ages. */
  reload(): Promise<void>
}

/** All credentials in memory, replaced as a whole at each change: a request sees one state or the other. */
export function createKeyMap(
  store: CredentialStore,
  { clock, logger }: { clock: Clock; logger: Pick<Logger, 'error'> },
): KeyMap {
  let credentials: ReadonlyMap<string, Credential> = new Map()
  let completeUntil = Number.NEGATIVE_INFINITY
  let wholeLoadedAt = Number.NEGATIVE_INFINITY
  let newest = 0

  function taken(into: Map<string, Credential>, rows: readonly StoredCredential[]): ReadonlyMap<string, Credential> {
    for (const row of rows) {
      newest = Math.max(newest, row.updatedAt.getTime())
      try {
        into.set(row.id, credentialOf(row))
      } catch (error) {
        // One unreadable row must not keep every other change out.
        into.delete(row.id)
        logger.error({ event: 'credential.unreadable', key: row.id, err: error })
      }
    }
    return into
  }

  async function load(): Promise<void> {
    const askedAt = clock.now().getTime()
    // Read before the keys: they are at least as new as it says.
    const until = (await store.completeUntil())?.getTime() ?? Number.NEGATIVE_INFINITY
    if (askedAt - wholeLoadedAt >= WHOLE_RELOAD_EACH_MS) {
      credentials = taken(new Map(), await store.listAll())
      wholeLoadedAt = askedAt
    } else {
      const changed = await store.listChangedSince(new Date(newest - OVERLAP_MS))
      if (changed.length > 0) credentials = taken(new Map(credentials), changed)
    }
    // A clock ahead of ours makes nothing younger than it is here.
    completeUntil = Math.min(until, askedAt)
  }

  let running: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | null = null

  return {
    find: (id) => credentials.get(id),
    isFresh: () => clock.now().getTime() - completeUntil <= MAX_AGE_MS,
    ageMs: () => clock.now().getTime() - completeUntil,
    reload() {
      // One at a time, or an older answer could come to lie over a newer one. Whoever asks while one runs gets the next.
      waiting ??= running
        .catch(() => undefined)
        .then(() => {
          waiting = null
          running = load()
          return running
        })
      return waiting
    },
  }
}
