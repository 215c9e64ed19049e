import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import type { ShownUsage } from '#lib/console/read/usage.ts'
import { getFormats } from '../format/formats.ts'
import { type DataRow, DataTable } from '../ui/data-table.tsx'
import { getLatencyWords } from './latency-words.ts'

export type UsageTableRow = { id: string; name: string; show?: ReactNode; figures: ShownUsage }
export type UsageTableProps = { label: string; nameLabel: string; rows: readonly UsageTableRow[]; byName?: boolean }

/** One row for each key, system, purpose or day: calls, how they went, how long they took. */
export async function UsageTable({ label, nameLabel, rows, byName = false }: UsageTableProps) {
  const t = await getTranslations('usage')
  const format = await getFormats()
  const words = await getLatencyWords()
  const latency = (ms: number | null) => {
    if (ms === null) return { show: '—', by: null }
    return { show: <span className="whitespace-nowrap">{words(ms)}</span>, by: ms }
  }
  const count = (value: number) => ({ show: format.number(value), by: value })
  const columns = [
    { id: 'name', label: nameLabel },
    { id: 'calls', label: t('calls'), numeric: true },
    { id: 'refused', label: t('refused'), numeric: true },
    { id: 'limited', label: t('limited'), numeric: true },
    { id: 'failed', label: t('failed'), numeric: true },
    { id: 'p50', label: 'p50', numeric: true },
    { id: 'p99', label: 'p99', numeric: true },
  ]
  const shown = rows.map(
    ({ id, name, show, figures }): DataRow => ({
      id,
      cells: {
        name: { show: show ?? <span className="whitespace-nowrap">{name}</span>, by: byName ? id : name },
        calls: count(figures.calls),
        refused: count(figures.refused),
        limited: count(figures.limited),
        failed: count(figures.failed),
        p50: latency(figures.p50),
        p99: latency(figures.p99),
      },
    }),
  )
  const initialSort = byName ? { id: 'name', desc: true } : { id: 'calls', desc: true }
  return <DataTable label={label} columns={columns} rows={shown} initialSort={initialSort} />
}
