'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { SearchPage } from '#lib/console/actions/search.ts'
import type { ListedShape } from '#lib/console/actions/search-input.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import { type Act, useAction } from '../forms/use-action.ts'

type Why = { purpose: Purpose; relationship: string }
export type SearchedSystem = 'sistema1' | 'sistema2'

/** What was asked for, and when: asking for the same again is another search. */
export type SearchAsk = { shape: ListedShape; text: string; at: number } & Why

export type ListingActions = {
  search: Act<{ shape: ListedShape; text: string; system: SearchedSystem; cursor: string | null } & Why, SearchPage>
  openCandidate: Act<{ ref: string } & Why, { path: string }>
}

/** A search as it grows page by page, and the way from a row of it to the dossier. It begins by itself, once. */
export function useSearch(asked: SearchAsk, { search, openCandidate }: ListingActions) {
  const router = useRouter()
  const [system, setSystem] = useState<SearchedSystem>('sistema2')
  const [page, setPage] = useState<SearchPage | null>(null)
  const { shape, text, purpose, relationship } = asked
  // Whoever turns to the other system doesn't wait for the first; what it answers then comes too late.
  const turn = useRef(0)
  const searching = useAction(
    useCallback<Act<Parameters<typeof search>[0], { page: SearchPage; late: boolean }>>(
      async (input) => {
        turn.current += 1
        const mine = turn.current
        const answer = await search(input)
        return answer.ok ? { ok: true, value: { page: answer.value, late: mine !== turn.current } } : answer
      },
      [search],
    ),
    useCallback(({ page: next, late }: { page: SearchPage; late: boolean }) => {
      if (!late) setPage((before) => (before ? joined(before, next) : next))
    }, []),
  )
  const opening = useAction(
    openCandidate,
    useCallback(({ path }: { path: string }) => router.push(path), [router]),
  )
  const askFor = (where: SearchedSystem, cursor: string | null) =>
    searching.run({ shape, text, system: where, cursor, purpose, relationship })
  const begun = useRef(false)
  useEffect(() => {
    // A second run would be a second search on record.
    if (begun.current) return
    begun.current = true
    askFor(system, null)
  })
  return {
    system,
    page,
    pending: searching.pending,
    opening: opening.pending,
    refusal: searching.refusal ?? opening.refusal,
    /** Nothing came at all; a page that fails leaves those before it. */
    failed: searching.refusal !== null && page === null,
    again(where: SearchedSystem) {
      setSystem(where)
      setPage(null)
      searching.clear()
      askFor(where, null)
    },
    more: (cursor: string | null) => askFor(system, cursor),
    open: (ref: string) => opening.run({ ref, purpose, relationship }),
  }
}

/** The next page goes behind what is there; a page of another kind takes its place. */
function joined(before: SearchPage, next: SearchPage): SearchPage {
  if (before.kind === 'candidates' && next.kind === 'candidates') {
    return { ...next, rows: [...before.rows, ...next.rows] }
  }
  if (before.kind === 'movements' && next.kind === 'movements') {
    return { ...next, rows: [...before.rows, ...next.rows] }
  }
  if (before.kind === 'inquiries' && next.kind === 'inquiries') {
    return { ...next, rows: [...before.rows, ...next.rows] }
  }
  return next
}
