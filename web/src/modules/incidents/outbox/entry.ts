/** What waits in the outbox and what each answer of the server does to it. Pure, so that every way is tested. */
import type { NewIncident } from '@/api/types'
import { Problem } from '@/api/problem'

export type Stage = 'report' | 'photos' | 'done'
export interface WaitingPhoto {
  key: string
  name: string
  /** File id once the server has it. */
  file?: string
}
export interface Entry {
  /** Idempotency-Key of the report; also the name of the entry. */
  key: string
  person: string
  created_at: number
  stage: Stage
  report: NewIncident
  photos: WaitingPhoto[]
  /** The incident once the server has it. */
  incident?: string
  number?: string
  /** A refusal that a person must look at: nothing is sent again until they do. */
  refused?: { title: string; detail: string; fields: { path: string; detail: string }[] }
  tries: number
}

export type Outcome =
  | { kind: 'reported'; incident: string; number: string }
  | { kind: 'photo'; key: string; file: string }
  | { kind: 'attached' }
  | { kind: 'refused'; problem: Problem }
  | { kind: 'later' }

/** Is this answer final for the entry (shown to the person), or does the same request go out again later? */
export function outcomeOf(problem: unknown): Outcome {
  if (!(problem instanceof Problem)) return { kind: 'later' }
  // 409: the first try is still in flight; the same key gets its 201 next time. 401: after the next log-in.
  const again = [0, 401, 408, 409, 425, 429]
  if (again.includes(problem.status) || problem.status >= 500) return { kind: 'later' }
  return { kind: 'refused', problem }
}

export function next(entry: Entry, outcome: Outcome): Entry {
  switch (outcome.kind) {
    case 'reported':
      return { ...entry, stage: entry.photos.length > 0 ? 'photos' : 'done', incident: outcome.incident, number: outcome.number, tries: 0 }
    case 'photo':
      return { ...entry, photos: entry.photos.map((p) => (p.key === outcome.key ? { ...p, file: outcome.file } : p)), tries: 0 }
    case 'attached':
      return { ...entry, stage: 'done' }
    case 'later':
      return { ...entry, tries: entry.tries + 1 }
    case 'refused': {
      const { title, detail, fields } = outcome.problem
      return { ...entry, refused: { title: title || outcome.problem.code, detail, fields } }
    }
  }
}

/** Seconds until the next try by itself: 5, 10, 20 ... at most 5 minutes; a new connection tries at once. */
export function pause(tries: number): number {
  return Math.min(300, 5 * 2 ** Math.min(tries, 6))
}
