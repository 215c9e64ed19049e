import type { Clock } from '#lib/kernel/clock.ts'
import type { AppliedChange, ConsentChange, PortfolioRegister } from './portfolio-store.ts'

const PAGE = 500
/** Without a word from Base C for longer than this, nobody can say who is in a portfolio. */
const FRESH_MS = 60_000

export type ConsentFeed = {
  /** At most `limit` changes behind a number, in order; fewer where there are no more. Throws when they can't be had. */
  changesAfter(number: number, limit: number): Promise<readonly ConsentChange[]>
}

/** Where changes are handed on to Base A, which orders portfolios by debts. Throws when they weren't taken. */
export type PortfolioOutlet = { store(changes: readonly AppliedChange[]): Promise<void> }

/**
 * Keeps Base B's copy of consents, and Base A's, behind Base C's. A page of changes is applied here, told to Base A, and
 * only then forgotten: cut off anywhere, it is done again, and doing it again changes nothing.
 */
export function createConsentFollower(parts: {
  feed: ConsentFeed
  register: PortfolioRegister
  outlet: PortfolioOutlet
  clock: Clock
}) {
  const { feed, register, outlet, clock } = parts
  let heardAt = Number.NEGATIVE_INFINITY

  return {
    /** Whether the copy is fresh enough to say who is in a portfolio. */
    isFresh: (): boolean => clock.now().getTime() - heardAt <= FRESH_MS,
    /** Follows all changes there are; the number of those applied. */
    async run(): Promise<number> {
      let done = 0
      for (;;) {
        const askedAt = clock.now().getTime()
        const last = await register.lastChange()
        const changes = await feed.changesAfter(last, PAGE)
        const reached = changes.at(-1)?.number
        if (reached !== undefined) {
          const applied = await register.apply(changes)
          if (applied.length > 0) await outlet.store(applied)
          await register.keepLastChange(reached)
          done += changes.length
        }
        if (changes.length < PAGE) {
          heardAt = askedAt
          return done
        }
      }
    },
  }
}
