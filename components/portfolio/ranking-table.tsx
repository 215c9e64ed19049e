'use client'

import clsx from 'clsx'
import { UsersRound } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import type { RankedPage } from '#lib/console/actions/rank-portfolio.ts'
import type { Figure, RankedRow } from '#lib/console/read/ranked-rows.ts'
import { Person } from '../lookup/result-lists.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ListSkeleton } from '../ui/list-skeleton.tsx'
import { Cell, HeadCell, Row, Table } from '../ui/table.tsx'

export type RankingTableProps = {
  page: RankedPage
  pending: boolean
  failed: boolean
  opening: boolean
  open: (ref: string) => void
  more: () => void
}

const FIGURES = ['total', 'largest', 'count', 'score', 'income'] as const

/** The portfolio in its order. A figure that couldn't be had says so; it is never a zero and never left out. */
export function RankingTable({ page, pending, failed, opening, open, more }: RankingTableProps) {
  const t = useTranslations('portfolio')
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const { rows, next } = page
  if (rows.length === 0 && failed) return null
  return (
    <section aria-labelledby="carteira" aria-busy={pending || undefined} className="grid gap-3">
      <h2 ref={title} id="carteira" tabIndex={-1} className="text-base font-semibold outline-none">
        {t('result')}
      </h2>
      <Card className="overflow-hidden">
        {rows.length > 0 ? (
          <Ranked rows={rows} open={open} opening={opening} />
        ) : pending ? (
          <ListSkeleton />
        ) : (
          <EmptyState icon={UsersRound} title={t('none')}>
            {t('noneMeans')}
          </EmptyState>
        )}
      </Card>
      {rows.length > 0 ? (
        <div className="flex flex-wrap items-center justify-between gap-3 text-xs text-ink-3">
          <p role="status">{t('shown', { count: rows.length })}</p>
          {next === null ? (
            <p>{t('whole')}</p>
          ) : (
            <Button size="sm" pending={pending} onClick={more}>
              {t('more')}
            </Button>
          )}
        </div>
      ) : null}
    </section>
  )
}

function Ranked({
  rows,
  open,
  opening,
}: {
  rows: readonly RankedRow[]
  open: (ref: string) => void
  opening: boolean
}) {
  const t = useTranslations('portfolio')
  return (
    <Table label={t('result')}>
      <thead>
        <tr>
          <HeadCell className="text-right max-sm:hidden">{t('place')}</HeadCell>
          <HeadCell>{t('person')}</HeadCell>
          <HeadCell className="max-sm:hidden">{t('where')}</HeadCell>
          {FIGURES.map((name) => (
            <HeadCell key={name} className="text-right">
              {t(`figures.${name}`)}
            </HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place in the order is what a row is
          <Row key={index}>
            <Cell className="text-right text-ink-3 max-sm:hidden">{index + 1}</Cell>
            <Cell className="min-w-40 py-1.5 max-sm:pl-4">
              {row.ref === null ? (
                <>
                  <span className="font-medium">{row.name}</span>
                  <span className="block text-xs text-ink-3">{row.cpf}</span>
                </>
              ) : (
                <Person
                  person={{ ref: row.ref, cpf: row.cpf, name: row.name }}
                  open={open}
                  opening={opening}
                  note={t('ageAndUf', { age: row.age, uf: row.uf })}
                />
              )}
            </Cell>
            <Cell className="whitespace-nowrap text-ink-2 max-sm:hidden">
              {t('ageAndUf', { age: row.age, uf: row.uf })}
            </Cell>
            {FIGURES.map((name) => (
              <FigureCell key={name} figure={row[name]} />
            ))}
          </Row>
        ))}
      </tbody>
    </Table>
  )
}

function FigureCell({ figure }: { figure: Figure }) {
  return (
    <Cell className={clsx('whitespace-nowrap text-right', figure.known ? 'font-medium' : 'text-xs text-ink-3')}>
      {figure.text}
      {figure.note ? <span className="block text-xs font-normal text-ink-3">{figure.note}</span> : null}
    </Cell>
  )
}
