/** Columns of a DataTable. Cells are plain text or a slot named "cell-<key>". */
export interface Column<T> {
  key: string
  title: string
  text?: (row: T) => string | number | undefined
  /** Right aligned, tabular digits. */
  number?: boolean
  nowrap?: boolean
  /** Long text: keeps a readable width. */
  wide?: boolean
  /** Stands large at the head of a phone card. */
  head?: boolean
  /** Not on a phone card. */
  deskOnly?: boolean
}
