/** What can be done with an incident, as data: fields to fill in, address, and how it is sent. */
import type { Incident } from '@/api/types'
import type { Key } from '@/app/i18n'
import { fen, fromInput, moment } from '@/app/time'

export interface ActionField {
  key: string
  label: Key
  kind: 'line' | 'area' | 'money' | 'count' | 'moment' | 'grade' | 'person' | 'points' | 'choice'
  required?: boolean
  hint?: Key
  /** What stands there at first. */
  start?: (incident: Incident) => string
}
export interface Action {
  name: string
  /** Last part of the address under /api/incidents/{id}/ */
  path: string
  title: Key
  hint: Key
  fields: ActionField[]
  tone?: 'primary' | 'danger'
  /** The server changes the record only at the revision the person saw. */
  rev?: boolean
}

const cause: ActionField = { key: 'reason', label: 'act.reason', kind: 'area', required: true }
const loss: ActionField = { key: 'loss', label: 'report.loss', kind: 'money', start: (i) => (i.loss === undefined || i.loss === null ? '' : String(Number(i.loss) / 100)) }

export const ACTIONS: Action[] = [
  {
    name: 'full_report', path: 'full-report', title: 'act.full', hint: 'act.full_hint', tone: 'primary', rev: true,
    fields: [
      { key: 'time', label: 'act.time', kind: 'line', required: true, start: (i) => moment(i.happened_at) },
      { key: 'place', label: 'incident.place', kind: 'line', required: true, start: (i) => i.place },
      { key: 'course', label: 'act.course', kind: 'area', required: true, start: (i) => i.summary },
      { key: 'trend', label: 'act.trend', kind: 'area', required: true },
      { key: 'measures', label: 'act.measures', kind: 'area', required: true },
      { key: 'help', label: 'act.help', kind: 'area', required: true, hint: 'act.help_hint' },
      loss,
      { key: 'injured', label: 'report.injured', kind: 'count', start: (i) => String(i.injured ?? '') },
      { key: 'dead', label: 'report.dead', kind: 'count', start: (i) => String(i.dead ?? '') },
    ],
  },
  { name: 'acknowledge', path: 'acknowledgement', title: 'act.acknowledge', hint: 'act.acknowledge_hint', tone: 'primary', rev: true, fields: [] },
  {
    name: 'follow_up', path: 'follow-ups', title: 'act.follow', hint: 'act.follow_hint',
    fields: [
      { key: 'text', label: 'act.text', kind: 'area', required: true },
      { key: 'trend', label: 'act.trend', kind: 'area' },
      { key: 'measures', label: 'act.measures', kind: 'area' },
    ],
  },
  {
    name: 'final_report', path: 'final-report', title: 'act.final', hint: 'act.final_hint', tone: 'primary', rev: true,
    fields: [
      { key: 'result', label: 'act.result', kind: 'area', required: true },
      { key: 'cause', label: 'act.cause', kind: 'area', required: true },
      { key: 'measures', label: 'act.measures', kind: 'area', required: true },
      loss,
    ],
  },
  {
    name: 'call', path: 'calls', title: 'act.call', hint: 'act.call_hint',
    fields: [
      { key: 'receiver', label: 'act.receiver', kind: 'person', required: true },
      { key: 'said_at', label: 'act.said_at', kind: 'moment', required: true },
      { key: 'points', label: 'act.points', kind: 'points', required: true },
    ],
  },
  {
    name: 'raise_grade', path: 'grade', title: 'act.grade', hint: 'act.grade_hint', rev: true,
    fields: [{ key: 'grade', label: 'incident.grade', kind: 'grade', required: true }, cause],
  },
  {
    name: 'knowledge', path: 'knowledge', title: 'act.knowledge', hint: 'act.knowledge_hint', rev: true,
    fields: [{ key: 'learned_at', label: 'report.learned', kind: 'moment', required: true, start: (i) => i.learned_at }, cause],
  },
  { name: 'void', path: 'void', title: 'act.void', hint: 'act.void_hint', tone: 'danger', rev: true, fields: [cause] },
  {
    name: 'confirm_void', path: 'void-confirmation', title: 'act.void_confirm', hint: 'act.void_confirm_hint', rev: true,
    fields: [{ key: 'confirmed', label: 'act.decision', kind: 'choice', required: true }],
  },
  { name: 'reopen', path: 'reopening', title: 'act.reopen', hint: 'act.reopen_hint', rev: true, fields: [cause] },
]

/** Other words under which the server may offer an act. */
const ALSO: Record<string, string[]> = {
  full_report: ['submit'], final_report: ['close'], confirm_void: ['confirm', 'reject', 'return'],
  follow_up: ['follow-up', 'follow_ups'], call: ['calls', 'record_call'], raise_grade: ['grade'], knowledge: ['learned_earlier'],
  add_photos: ['photos', 'add_photo'],
}
export function offered(incident: Incident, name: string): boolean {
  return [name, ...(ALSO[name] ?? [])].some((word) => incident.actions.includes(word))
}

export const POINTS = ['time', 'place', 'course', 'trend', 'measures', 'help'] as const

export type Values = Record<string, string | string[]>
export function startValues(action: Action, incident: Incident): Values {
  return Object.fromEntries(action.fields.map((field) => [field.key, field.kind === 'points' ? [] : (field.start?.(incident) ?? '')]))
}
export function missingFields(action: Action, values: Values): string[] {
  return action.fields
    .filter((field) => {
      const value = values[field.key] ?? ''
      if (field.kind === 'money' && value !== '') return fen(value as string) === undefined
      if (field.kind === 'count' && value !== '') return !/^\d{1,6}$/.test(value as string)
      return field.required === true && value.length === 0
    })
    .map((field) => field.key)
}
/** Only what was filled in travels; times and money in the wire's units. */
export function bodyOf(action: Action, values: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const field of action.fields) {
    const value = values[field.key] ?? ''
    if (value.length === 0) continue
    if (field.kind === 'moment') body[field.key] = fromInput(value as string)
    else if (field.kind === 'money') body[field.key] = fen(value as string)
    else if (field.kind === 'count') body[field.key] = Number(value)
    else if (field.kind === 'choice') body[field.key] = value === 'true'
    else body[field.key] = typeof value === 'string' ? value.trim() : value
  }
  return body
}
