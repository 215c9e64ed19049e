import { followLinks } from '#lib/audit/verify-trail.ts'
import type { BaseADatabase } from '#lib/datastores/base-a-database.ts'
import { answered } from './database-failures.ts'
import { withTrailSource } from './trail-source.postgres.ts'
import type { TrailStore } from './trail-store.ts'

/** A second's work or less: what is behind a checkpoint that is long in coming is signed piece by piece. */
const LINKS_AT_ONCE = 10_000
const GENESIS = Buffer.alloc(32)

export function createPostgresTrailStore({ pool }: Pick<BaseADatabase, 'pool'>): TrailStore {
  return {
    end: () => answered(() => withTrailSource(pool, (source) => source.head())),
    segmentAfter: (number) =>
      answered(() =>
        withTrailSource(pool, async (source) => {
          const [before] = number === 0 ? [] : await source.linksAfter(number - 1, 1)
          const anchor = number === 0 ? GENESIS : before?.number === number ? before.hash : null
          if (anchor === null) return { anchor, rows: 0, end: { number, hash: GENESIS }, fault: null }
          const followed = followLinks({ number, hash: anchor }, await source.linksAfter(number, LINKS_AT_ONCE))
          if (followed.kind === 'broken') {
            const { number: at, fault } = followed
            return { anchor, rows: 0, end: { number, hash: anchor }, fault: { number: at, fault } }
          }
          return { anchor, rows: followed.end.number - number, end: followed.end, fault: null }
        }),
      ),
  }
}
