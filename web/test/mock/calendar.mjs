// The calendar of the tests: the plain week with a few days moved, and the company's own; changes move one clock.
import { id, iso } from './world.mjs'

const MOVED = { '10-01': 'holiday', '10-02': 'holiday', '10-10': 'moved_workday', '01-01': 'holiday', '05-01': 'holiday' }
const plain = (at) => ([0, 6].includes(at.getUTCDay()) ? 'weekend' : 'workday')
const text = (at) => at.toISOString().slice(0, 10)

export const newCalendar = (year) => ({ rev: 0, published: [year - 1, year], own: new Map(), changes: [] })

function kindOf(calendar, day) {
  if (calendar.own.has(day)) return calendar.own.get(day)
  const year = Number(day.slice(0, 4))
  const moved = calendar.published.includes(year) ? MOVED[day.slice(5)] : undefined
  return { kind: moved ?? plain(new Date(`${day}T00:00:00Z`)), name: moved ? '示例节' : '' }
}
export function calendarOf(calendar, year) {
  const days = []
  for (let at = new Date(Date.UTC(year, 0, 1)); at.getUTCFullYear() === year; at = new Date(+at + 86_400_000)) days.push({ day: text(at), ...kindOf(calendar, text(at)) })
  const published = calendar.published.includes(year)
  return { year, rev: calendar.rev, published, imported: published && calendar.changes.some((one) => one.year === year), ...(published ? { source: `示例:${year}年放假安排` } : {}), years: calendar.published, office: ['09:00-12:00', '13:30-18:00'], workdays: days.filter((one) => ['workday', 'moved_workday', 'company_workday'].includes(one.kind)).length, days }
}
function keep(calendar, who, dry, change, apply) {
  const answer = { applied: !dry, rev: calendar.rev, ends: [{ name: '答复 2026-003(示例)', before: iso(), after: iso(Date.now() + 86_400_000) }], ...change }
  if (dry) return answer
  apply()
  calendar.rev += 1
  Object.assign(answer, { id: id(), rev: calendar.rev, at: iso(), author: { id: who.id, name: who.name } })
  calendar.changes.unshift(answer)
  return answer
}
export function companyDays(calendar, who, body) {
  const days = body.days.map((row) => {
    const before = kindOf(calendar, row.day)
    const after = row.works === undefined ? plain(new Date(`${row.day}T00:00:00Z`)) : row.works ? 'company_workday' : 'company_closed'
    return { day: row.day, before: before.kind, after, name: row.name ?? before.name }
  })
  return keep(calendar, who, body.dry_run !== false, { what: 'company_days', days }, () => {
    for (const row of body.days) {
      if (row.works === undefined) calendar.own.delete(row.day)
      else calendar.own.set(row.day, { kind: row.works ? 'company_workday' : 'company_closed', name: row.name })
    }
  })
}
export function notice(calendar, who, query) {
  const year = Number(query.get('year'))
  const days = Object.entries(MOVED).map(([day, kind]) => ({ day: `${year}-${day}`, before: plain(new Date(`${year}-${day}T00:00:00Z`)), after: kind, name: '示例节' }))
  return keep(calendar, who, query.get('dry_run') !== 'false', { what: 'notice', year, source: query.get('source'), days }, () => calendar.published.push(year))
}
