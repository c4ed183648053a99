/** The quick report while it is written, and what it becomes on the wire. Pure. */
import { fen, fromInput } from '@/app/time'
import type { IncidentKind, NewIncident } from '@/api/types'

export interface Draft {
  kind: string
  compound: string
  building: string
  room: string
  place: string
  /** "" = now */
  happened: string
  learnedLater: boolean
  learned: string
  learnedReason: string
  summary: string
  grade: string
  loss: string
  injured: string
  dead: string
  /** Fields of the kind, by key; flags are "true". */
  details: Record<string, string>
}
export function emptyDraft(compound = ''): Draft {
  return {
    kind: '', compound, building: '', room: '', place: '', happened: '', learnedLater: false, learned: '',
    learnedReason: '', summary: '', grade: '', loss: '', injured: '', dead: '', details: {},
  }
}

/** Fields with a column of their own; the rest of a kind's fields travel as details. */
const OWN = ['loss', 'injured', 'dead'] as const
type Own = (typeof OWN)[number]
export const isOwn = (key: string): key is Own => (OWN as readonly string[]).includes(key)

/** The answers to a kind's fields, wherever they are kept. */
export function answers(draft: Draft): Record<string, string> {
  return { ...draft.details, loss: draft.loss, injured: draft.injured, dead: draft.dead }
}
export function answered(draft: Draft, values: Record<string, string>): Draft {
  const { loss = '', injured = '', dead = '', ...details } = values
  return { ...draft, loss, injured, dead, details }
}

export type Missing = 'kind' | 'place' | 'summary' | 'learned' | 'learned_reason' | 'loss' | 'future' | string

/** What still hinders sending, by field; the server judges in the end. */
export function missing(draft: Draft, kind: IncidentKind | undefined, now: number): Missing[] {
  const found: Missing[] = []
  if (!draft.kind) found.push('kind')
  if (draft.place.trim() === '') found.push('place')
  if (draft.summary.trim().length < 4) found.push('summary')
  if (draft.happened && Date.parse(fromInput(draft.happened)) > now + 60_000) found.push('future')
  if (draft.learnedLater && !draft.learned) found.push('learned')
  if (draft.learnedLater && draft.learnedReason.trim() === '') found.push('learned_reason')
  if (draft.loss && fen(draft.loss) === undefined) found.push('loss')
  for (const field of kind?.fields ?? [])
    if (field.required && field.required_for === 'quick' && field.kind !== 'flag' && !answers(draft)[field.key]?.trim())
      found.push(field.key)
  return found
}

function count(text: string): number | undefined {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : undefined
}
function details(draft: Draft, kind: IncidentKind | undefined): { key: string; value: string }[] {
  return (kind?.fields ?? []).flatMap((field) => {
    const value = draft.details[field.key]?.trim() ?? ''
    if (isOwn(field.key) || value === '') return []
    return [{ key: field.key, value: field.kind === 'money' ? String(fen(value) ?? '') : value }]
  })
}
const iso = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')

export function wire(draft: Draft, kind: IncidentKind | undefined, now: number, deviceNow: number): NewIncident {
  const loss = fen(draft.loss)
  const injured = count(draft.injured)
  const dead = count(draft.dead)
  const given = details(draft, kind)
  return {
    kind: draft.kind,
    place: draft.place.trim(),
    happened_at: draft.happened ? fromInput(draft.happened) : iso(now),
    summary: draft.summary.trim(),
    device_time: iso(deviceNow),
    ...(draft.compound ? { compound: draft.compound } : {}),
    ...(draft.building ? { building: draft.building } : {}),
    ...(draft.room ? { room: draft.room } : {}),
    ...(draft.learnedLater ? { learned_at: fromInput(draft.learned), learned_reason: draft.learnedReason.trim() } : {}),
    ...(draft.grade ? { grade: draft.grade } : {}),
    ...(loss === undefined ? {} : { loss }),
    ...(injured === undefined ? {} : { injured }),
    ...(dead === undefined ? {} : { dead }),
    ...(given.length > 0 ? { details: given } : {}),
  } as NewIncident
}
