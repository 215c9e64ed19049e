'use client'

import clsx from 'clsx'
import { ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { CandidateRow, InquiryRow, ListedPerson, MovementRow } from '#lib/console/read/list-rows.ts'
import { Cell, HeadCell, Row, Table } from '../ui/table.tsx'

type ListProps<Listed> = { rows: readonly Listed[]; open: (ref: string) => void; opening: boolean }

const WIDE_ONLY = 'max-sm:hidden'

/** Whom a name or an address may mean: enough to tell one from another. */
export function CandidateList({ rows, open, opening }: ListProps<CandidateRow>) {
  const t = useTranslations('search')
  return (
    <ul>
      {rows.map(({ ref, cpf, name, place, born }) => (
        <li key={ref} className="border-b last:border-b-0">
          <button
            type="button"
            disabled={opening}
            onClick={() => open(ref)}
            className="flex min-h-11 w-full items-center gap-4 px-4 py-2 text-left text-sm hover:bg-canvas focus-visible:-outline-offset-2 disabled:cursor-progress"
          >
            <span className="grid min-w-0 flex-1 gap-x-4 sm:grid-cols-[1fr_auto_12rem_3rem] sm:items-center">
              <span className="truncate font-medium">{name}</span>
              <span className="text-ink-2 tabular-nums">{cpf}</span>
              <span className="truncate text-ink-2">
                {place} <span className="text-ink-3 tabular-nums sm:hidden">· {born}</span>
              </span>
              <span className="text-ink-3 tabular-nums max-sm:hidden">
                <span className="sr-only">{t('born')} </span>
                {born}
              </span>
            </span>
            <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-3" />
          </button>
        </li>
      ))}
    </ul>
  )
}

export function MovementList({ rows, open, opening }: ListProps<MovementRow>) {
  const t = useTranslations('search')
  return (
    <Table label={t('movements')}>
      <thead>
        <tr>
          <HeadCell>{t('person')}</HeadCell>
          <HeadCell className={WIDE_ONLY}>{t('when')}</HeadCell>
          <HeadCell className={WIDE_ONLY}>{t('movement')}</HeadCell>
          <HeadCell className="text-right">{t('amount')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are only ever added behind these
          <Row key={place}>
            <Cell className="py-1.5">
              <Person person={row} open={open} opening={opening} note={`${row.at} · ${row.type}`} />
            </Cell>
            <Cell className={clsx(WIDE_ONLY, 'whitespace-nowrap text-ink-2')}>{row.at}</Cell>
            <Cell className={clsx(WIDE_ONLY, 'py-1.5')}>
              {row.description} <span className="block text-xs text-ink-3">{row.type}</span>
            </Cell>
            <Cell className={clsx('whitespace-nowrap text-right font-medium', row.credit && 'text-success-ink')}>
              <span className="sr-only">{t(row.credit ? 'credit' : 'debit')} </span>
              {row.credit ? '+' : '−'} {row.amount}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}

export function InquiryList({ rows, open, opening }: ListProps<InquiryRow>) {
  const t = useTranslations('search')
  return (
    <Table label={t('inquiries')}>
      <thead>
        <tr>
          <HeadCell>{t('person')}</HeadCell>
          <HeadCell className={WIDE_ONLY}>{t('bureau')}</HeadCell>
          <HeadCell className="text-right">{t('when')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are only ever added behind these
          <Row key={place}>
            <Cell className="py-1.5">
              <Person person={row} open={open} opening={opening} note={row.bureau} />
            </Cell>
            <Cell className={clsx(WIDE_ONLY, 'text-ink-2')}>{row.bureau}</Cell>
            <Cell className="whitespace-nowrap text-right text-ink-2">{row.at}</Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}

type PersonProps = Pick<ListProps<unknown>, 'open' | 'opening'> & { person: ListedPerson; note: string }

/** Whose a row is; on a phone it carries what has no column there. */
export function Person({ person, open, opening, note }: PersonProps) {
  return (
    <>
      <button
        type="button"
        disabled={opening}
        onClick={() => open(person.ref)}
        className="rounded-sm text-left font-medium underline decoration-line-strong underline-offset-3 hover:decoration-ink disabled:cursor-progress"
      >
        {person.name}
      </button>
      <span className="block text-xs text-ink-3">{person.cpf}</span>
      <span className="block text-xs text-ink-3 sm:hidden">{note}</span>
    </>
  )
}
