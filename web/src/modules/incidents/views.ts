/** Filters of the list live in the address; saved views are names for addresses, kept on this device. */
import { ref } from 'vue'

export const FILTERS = ['state', 'kind', 'grade', 'compound', 'late', 'month'] as const
export type Filters = Partial<Record<(typeof FILTERS)[number], string>>
export interface View {
  name: string
  filters: Filters
}

export function filtersOf(query: Record<string, unknown>): Filters {
  const found: Filters = {}
  for (const name of FILTERS) if (typeof query[name] === 'string' && query[name] !== '') found[name] = query[name] as string
  return found
}
export function sameFilters(a: Filters, b: Filters): boolean {
  return FILTERS.every((name) => (a[name] ?? '') === (b[name] ?? ''))
}

const STORE = 'gx-views-incidents'
function load(): View[] {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? '[]') as View[]
  } catch {
    return []
  }
}
export const savedViews = ref<View[]>(load())
function keep(): void {
  localStorage.setItem(STORE, JSON.stringify(savedViews.value))
}
export function saveView(name: string, filters: Filters): void {
  savedViews.value = [...savedViews.value.filter((view) => view.name !== name), { name, filters }]
  keep()
}
export function dropView(name: string): void {
  savedViews.value = savedViews.value.filter((view) => view.name !== name)
  keep()
}
