'use client'

import { SearchX } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import type { SearchPage } from '#lib/console/actions/search.ts'
import type { ListedShape } from '#lib/console/actions/search-input.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import type { GrantAsk } from '../grants/request-grant-form.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ListSkeleton } from '../ui/list-skeleton.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { CandidateList, InquiryList, MovementList } from './result-lists.tsx'
import { SearchClosed } from './search-closed.tsx'

type Why = { purpose: Purpose; relationship: string }
type System = 'sistema1' | 'sistema2'

/** What was asked for, and when: asking for the same again is another search. */
export type SearchAsk = { shape: ListedShape; text: string; at: number } & Why

export type SearchActions = {
  search: Act<{ shape: ListedShape; text: string; system: System; cursor: string | null } & Why, SearchPage>
  openCandidate: Act<{ ref: string } & Why, { path: string }>
  requestGrant: Act<GrantAsk, { id: string }>
}

const SYSTEMS: readonly System[] = ['sistema2', 'sistema1']

/** People by a name, an address, a day, a type or a bureau, page by page. A click opens the dossier. */
export function SearchResults({ asked, search, openCandidate, requestGrant }: { asked: SearchAsk } & SearchActions) {
  const t = useTranslations('search')
  const router = useRouter()
  const [system, setSystem] = useState<System>('sistema2')
  const [page, setPage] = useState<SearchPage | null>(null)
  const { shape, text, purpose, relationship } = asked
  const searching = useAction(
    search,
    useCallback((next: SearchPage) => setPage((before) => (before ? joined(before, next) : next)), []),
  )
  const opening = useAction(
    openCandidate,
    useCallback(({ path }: { path: string }) => router.push(path), [router]),
  )
  const askFor = (where: System, cursor: string | null) =>
    searching.run({ shape, text, system: where, cursor, purpose, relationship })
  const again = (where: System) => {
    setSystem(where)
    setPage(null)
    askFor(where, null)
  }
  const title = useRef<HTMLHeadingElement>(null)
  // Once, when it was asked for: a second run would be a second search on record.
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    title.current?.focus()
    searching.run({ shape, text, system: 'sistema2', cursor: null, purpose, relationship })
  })
  const open = (ref: string) => opening.run({ ref, purpose, relationship })
  const byWords = shape === 'nome' || shape === 'endereco'
  return (
    <section aria-labelledby="resultado" aria-busy={searching.pending || undefined}>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 ref={title} id="resultado" tabIndex={-1} className="text-base font-semibold outline-none">
          {t(`titles.${shape}`)}
        </h2>
        {byWords ? (
          <Segmented
            label={t('where')}
            value={system}
            options={SYSTEMS.map((value) => ({ value, label: t(`systems.${value}`) }))}
            onChoose={(value) => again(value === 'sistema1' ? 'sistema1' : 'sistema2')}
          />
        ) : null}
      </div>
      <div className="grid gap-3">
        <div className="overflow-hidden rounded-lg border bg-surface">
          {page === null ? (
            searching.refusal ? null : (
              <ListSkeleton />
            )
          ) : page.kind === 'closed' ? (
            <SearchClosed pending={page.pending} requestGrant={requestGrant} onAgain={() => again('sistema1')} />
          ) : page.rows.length === 0 ? (
            <EmptyState icon={SearchX} title={t(`none.${shape}`)}>
              {t(`noneMeans.${byWords ? 'words' : 'portfolio'}`)}
            </EmptyState>
          ) : (
            <Rows page={page} open={open} opening={opening.pending} />
          )}
        </div>
        <RefusalNotice refusal={searching.refusal ?? opening.refusal} />
        {searching.refusal ? (
          <Button className="justify-self-start" onClick={() => again(system)}>
            {t('again')}
          </Button>
        ) : null}
        {page && page.kind !== 'closed' && page.rows.length > 0 ? (
          <Foot
            note={t('shown', { count: page.rows.length })}
            hint={t(byWords ? 'hintWords' : 'hintPortfolio')}
            more={
              page.next === null ? null : (
                <Button size="sm" pending={searching.pending} onClick={() => askFor(system, page.next)}>
                  {t('more')}
                </Button>
              )
            }
          />
        ) : null}
      </div>
    </section>
  )
}

type RowsProps = {
  page: Exclude<SearchPage, { kind: 'closed' }>
  open: (ref: string) => void
  opening: boolean
}

function Rows({ page, ...rest }: RowsProps) {
  switch (page.kind) {
    case 'candidates':
      return <CandidateList rows={page.rows} {...rest} />
    case 'movements':
      return <MovementList rows={page.rows} {...rest} />
    case 'inquiries':
      return <InquiryList rows={page.rows} {...rest} />
  }
}

function Foot({ note, hint, more }: { note: string; hint: string; more: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-xs text-ink-3">
      <p>
        <span role="status">{note}</span> {hint}
      </p>
      {more}
    </div>
  )
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
