'use client'

import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import clsx from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { Cell, HeadCell, Row, Table } from './table.tsx'

export type DataColumn = {
  id: string
  label: string
  numeric?: boolean
  sortable?: boolean
  /** Left out where the screen is narrow. */
  wideOnly?: boolean
}

/** `by` is what sorting compares; `show` is what one sees, made by the server in the reader's language. */
export type DataCell = { show: ReactNode; by: string | number | null }
export type DataRow = { id: string; cells: Readonly<Record<string, DataCell>> }

export type DataTableProps = {
  label: string
  columns: readonly DataColumn[]
  rows: readonly DataRow[]
  initialSort?: { id: string; desc: boolean }
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
  columnMeta: {} as { look: string },
})

/** A table whose columns sort. It sorts the rows it was given and fetches nothing. */
export function DataTable({ label, columns, rows, initialSort }: DataTableProps) {
  const [sorting, setSorting] = useState<SortingState>(initialSort ? [initialSort] : [])
  const definitions = useMemo(() => columns.map(definitionOf), [columns])
  const data = useMemo(() => [...rows], [rows])
  const table = useTable({
    features,
    columns: definitions,
    data,
    state: { sorting },
    onSortingChange: setSorting,
    getRowId: (row) => row.id,
    enableSortingRemoval: false,
    enableMultiSort: false,
  })
  return (
    <Table label={label}>
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map(({ id, column }) => (
              <SortableHead
                key={id}
                label={String(column.columnDef.header)}
                look={column.columnDef.meta?.look ?? ''}
                sorted={column.getIsSorted()}
                onSort={column.getCanSort() ? () => column.toggleSorting() : null}
              />
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <Row key={row.id}>
            {row.getAllCells().map((cell) => (
              <Cell key={cell.id} className={cell.column.columnDef.meta?.look}>
                {row.original.cells[cell.column.id]?.show}
              </Cell>
            ))}
          </Row>
        ))}
      </tbody>
    </Table>
  )
}

function definitionOf(column: DataColumn): ColumnDef<typeof features, DataRow, unknown> {
  return {
    id: column.id,
    header: column.label,
    accessorFn: (row) => row.cells[column.id]?.by ?? undefined,
    sortFn: 'basic',
    sortUndefined: 'last',
    enableSorting: column.sortable ?? true,
    meta: { look: clsx(column.numeric && 'text-right', column.wideOnly && 'max-sm:hidden print:table-cell') },
  }
}

type SortableHeadProps = {
  label: string
  look: string
  sorted: false | 'asc' | 'desc'
  onSort: (() => void) | null
}

function SortableHead({ label, look, sorted, onSort }: SortableHeadProps) {
  if (onSort === null) return <HeadCell className={look}>{label}</HeadCell>
  const Arrow = sorted === 'asc' ? ArrowUp : ArrowDown
  const order = sorted === 'asc' ? 'ascending' : 'descending'
  return (
    <HeadCell className={look} aria-sort={sorted ? order : 'none'}>
      <button type="button" onClick={onSort} className="group inline-flex items-center gap-1 hover:text-ink">
        {label}
        <Arrow
          aria-hidden
          className={clsx(
            'size-3',
            sorted ? 'text-ink' : 'opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60',
          )}
        />
      </button>
    </HeadCell>
  )
}
