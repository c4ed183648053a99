/** How a cell of the ledger is shown; the same on the live ledger and on one that was handed in. */
import { money, shortMoment } from '@/app/time'
import type { Column } from '@/ui/table'

export interface LedgerColumn {
  name: string
  kind: string
}
export function show(value: string, kind: string): string {
  if (!value) return '—'
  if (kind === 'money') return /^-?\d+$/.test(value) ? money(value) : value
  return /^\d{4}-\d\d-\d\dT/.test(value) ? shortMoment(value) : value
}
export function columnsOf<T>(columns: readonly LedgerColumn[], rows: readonly T[], cells: (row: T) => readonly string[]): Column<T>[] {
  const longest = (index: number): number => Math.max(0, ...rows.map((row) => show(cells(row)[index] ?? '', columns[index]?.kind ?? '').length))
  return columns.map((column, index) => ({
    key: `c${index}`, title: column.name, text: (row: T) => show(cells(row)[index] ?? '', column.kind), head: index === 0,
    number: column.kind === 'money' || column.kind === 'number', nowrap: longest(index) <= 16, wide: longest(index) > 16,
  }))
}
