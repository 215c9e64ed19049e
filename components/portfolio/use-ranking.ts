'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useState } from 'react'
import type { RankedPage } from '#lib/console/actions/rank-portfolio.ts'
import type { RankedBy } from '#lib/console/ranked-by.ts'
import type { Uf } from '#lib/identifiers/uf.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import { type Act, useAction } from '../forms/use-action.ts'

export type RankingAsk = {
  by: RankedBy
  descending: boolean
  uf: Uf | null
  ageFrom: number | null
  ageTo: number | null
  purpose: Purpose
}

export type RankingActions = {
  rank: Act<RankingAsk & { cursor: string | null }, RankedPage>
  openCandidate: Act<{ ref: string; purpose: Purpose; relationship: string }, { path: string }>
}

type Shown = { ask: RankingAsk; page: RankedPage }

/** A ranking as it grows page by page, and the way from a row of it to the dossier. */
export function useRanking({ rank, openCandidate }: RankingActions) {
  const router = useRouter()
  const [shown, setShown] = useState<Shown | null>(null)
  const ranking = useAction(
    rank,
    useCallback(
      (page: RankedPage) =>
        setShown((before) => before && { ...before, page: { ...page, rows: [...before.page.rows, ...page.rows] } }),
      [],
    ),
  )
  const opening = useAction(
    openCandidate,
    useCallback(({ path }: { path: string }) => router.push(path), [router]),
  )
  return {
    page: shown?.page ?? null,
    pending: ranking.pending,
    failed: ranking.refusal !== null,
    opening: opening.pending,
    refusal: ranking.refusal ?? opening.refusal,
    begin(ask: RankingAsk) {
      setShown({ ask, page: { rows: [], next: null } })
      ranking.clear()
      ranking.run({ ...ask, cursor: null })
    },
    more: () => shown && ranking.run({ ...shown.ask, cursor: shown.page.next }),
    open: (ref: string) => shown && opening.run({ ref, purpose: shown.ask.purpose, relationship: '' }),
  }
}
