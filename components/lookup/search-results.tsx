'use client'

import { SearchX } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useEffect, useRef } from 'react'
import type { SearchPage } from '#lib/console/actions/search.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import type { Act } from '../forms/use-action.ts'
import type { GrantAsk } from '../grants/request-grant-form.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ListSkeleton } from '../ui/list-skeleton.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { CandidateList, InquiryList, MovementList } from './result-lists.tsx'
import { SearchClosed } from './search-closed.tsx'
import { type ListingActions, type SearchAsk, type SearchedSystem, useSearch } from './use-search.ts'

export type SearchActions = ListingActions & { requestGrant: Act<GrantAsk, { id: string }> }

const SYSTEMS: readonly SearchedSystem[] = ['sistema2', 'sistema1']

/** People by a name, an address, a day, a type or a bureau, page by page. A click opens the dossier. */
export function SearchResults({ asked, requestGrant, ...actions }: { asked: SearchAsk } & SearchActions) {
  const t = useTranslations('search')
  const { system, page, pending, opening, refusal, failed, again, more, open } = useSearch(asked, actions)
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const { shape } = asked
  const byWords = shape === 'nome' || shape === 'endereco'
  return (
    <section aria-labelledby="resultado" aria-busy={pending || undefined}>
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
        {failed ? null : (
          <div className="overflow-hidden rounded-lg border bg-surface">
            {page === null ? (
              <ListSkeleton />
            ) : page.kind === 'closed' ? (
              <SearchClosed pending={page.pending} requestGrant={requestGrant} onAgain={() => again('sistema1')} />
            ) : page.rows.length === 0 ? (
              <EmptyState icon={SearchX} title={t(`none.${shape}`)}>
                {t(`noneMeans.${byWords ? 'words' : 'portfolio'}`)}
              </EmptyState>
            ) : (
              <Rows page={page} open={open} opening={opening} />
            )}
          </div>
        )}
        <RefusalNotice refusal={refusal} />
        {failed ? (
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
                <Button size="sm" pending={pending} onClick={() => more(page.next)}>
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
