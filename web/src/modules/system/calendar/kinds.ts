/** What is shown of a day: its word, and a sign for the grid so that colour never tells alone. */
import type { CalendarDay } from '@/api/types'
import { t, word } from '@/app/i18n'

export type DayKind = CalendarDay['kind']
export const KINDS: DayKind[] = ['workday', 'weekend', 'holiday', 'moved_workday', 'company_closed', 'company_workday']
/** Of a plain working day nothing. */
export const sign = (kind: DayKind): string => (kind === 'workday' ? '' : word('day_sign', kind))
export const kindName = (kind: DayKind): string => word('day_kind', kind)
export const isCompany = (kind: DayKind): boolean => kind === 'company_closed' || kind === 'company_workday'
/** "1" to "7", Monday first. */
export const weekdayOf = (day: string): number => ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
/** 2026-10-01 周四 */
export const dayName = (day: string): string => `${day} ${t('calendar.weekday', { day: word('weekday', String(weekdayOf(day))) })}`
/** Every day from the first to the last, at most a year of them. */
export function daysBetween(first: string, last: string): string[] {
  const out: string[] = []
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= Date.parse(`${last}T00:00:00Z`) && out.length < 366; at += 86_400_000) out.push(new Date(at).toISOString().slice(0, 10))
  return out
}
