import type { Choice } from '@/ui/choices'

export interface SimpleField {
  key: string
  label: string
  /** `many`: check boxes, the chosen values joined by commas. */
  kind?: 'text' | 'number' | 'choice' | 'many' | 'moment' | 'flag' | 'secret'
  required?: boolean
  hint?: string
  choices?: Choice[]
  start?: string
  most?: number
}
export interface OpenForm {
  title: string
  hint?: string
  fields: SimpleField[]
  submit: string
  danger?: boolean
  refresh: string[]
  send: (values: Record<string, string>) => Promise<unknown>
}
/** Only what was filled in. */
export function filled(values: Record<string, string>, ...keys: string[]): Record<string, string> {
  return Object.fromEntries(keys.filter((key) => values[key]).map((key) => [key, values[key] as string]))
}
