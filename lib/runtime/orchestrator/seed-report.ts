import type { SeedProgress } from './seed-stamp.ts'
import { formatDuration, type Report } from './steps.ts'

/** What a person takes in each store beside the others, as measured: movements are thirty rows each. */
const WEIGHTS = { 'Base A': 1, 'Base B': 1, 'Base C': 3 } as const
const STORES = ['Base A', 'Base B', 'Base C'] as const
type Store = (typeof STORES)[number]

const TOTAL = STORES.reduce((sum, store) => sum + WEIGHTS[store], 0)
const BAR = 20
/** Before this much of a load is done, nobody can say how long the rest takes. */
const SAYS_FROM_MS = 3_000

/**
 * How a load is going: a bar, the share that is done, people a second and the time left. The three stores are filled one
 * after the other. What was there before this run counts as done, and not for the pace.
 */
export function createSeedReport(
  size: number,
  { score, movements }: SeedProgress,
  report: Report,
  now = () => performance.now(),
) {
  const found = { 'Base A': 0, 'Base B': score, 'Base C': movements }
  const began = now()
  const pace = { store: STORES[0] as Store, at: began, done: 0 }
  const workOf = (done: (store: Store) => number) =>
    STORES.reduce((sum, store) => sum + (WEIGHTS[store] * done(store)) / (size * TOTAL), 0)

  return (store: Store) => (done: number) => {
    const place = STORES.indexOf(store)
    const share = workOf((other) => {
      if (other === store) return done
      return STORES.indexOf(other) < place ? size : found[other]
    })
    if (pace.store !== store) Object.assign(pace, { store, at: now(), done })
    const elapsed = now() - began
    const gained = share - workOf((other) => found[other])
    const full = Math.round(share * BAR)
    const parts = [`${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${Math.floor(100 * share)} %`, store]
    const inStore = now() - pace.at
    if (inStore > SAYS_FROM_MS)
      parts.push(`${Math.round(((done - pace.done) * 1_000) / inStore).toLocaleString('pt-BR')} pessoas/s`)
    if (elapsed > SAYS_FROM_MS && gained > 0 && share < 1)
      parts.push(`faltam ${formatDuration((elapsed * (1 - share)) / gained)}`)
    report(parts.join(' · '))
  }
}
