/** The server's answers under the names the pages use; taken from the paths, so that names of schemas may move. */
import type { Answer, Body } from './client'

type Items<T> = T extends { items: (infer I)[] } ? I : never

export type Session = Answer<'/api/session', 'get'>
export type Notice = Items<Answer<'/api/notices', 'get'>>
export type Task = Items<Answer<'/api/tasks', 'get'>>
export type Compound = Items<Answer<'/api/compounds', 'get'>>
export type Building = Answer<'/api/compounds/{id}/places', 'get'>['buildings'][number]
export type Department = Items<Answer<'/api/departments', 'get'>>
export type Post = Items<Answer<'/api/posts', 'get'>>
export type Person = Items<Answer<'/api/people', 'get'>>
export type AccountCode = Answer<'/api/accounts', 'post'>
export type DutyRow = Items<Answer<'/api/duties', 'get'>>
export type Shift = Items<Answer<'/api/rosters', 'get'>>
export type CalendarDay = Answer<'/api/calendar', 'get'>['days'][number]
export type CalendarChange = Answer<'/api/calendar/changes/{id}', 'get'>
export type PostHours = Items<Answer<'/api/calendar/posts', 'get'>>
export type ImportResult = Answer<'/api/imports/organisation', 'post'>
export type Clause = Items<Answer<'/api/clauses', 'get'>>
export type TrailEntry = Items<Answer<'/api/trail', 'get'>>
export type OpenSession = Items<Answer<'/api/sessions', 'get'>>
export type IncidentKind = Items<Answer<'/api/incident-kinds', 'get'>>
export type IncidentRow = Items<Answer<'/api/incidents', 'get'>>
export type Incident = Answer<'/api/incidents/{id}', 'get'>
export type Clock = IncidentRow['clock']
export type Decision = Incident['decision']
export type RunningClock = Items<Answer<'/api/incidents/clocks', 'get'>>
export type TimelineItem = Items<Answer<'/api/incidents/{id}/timeline', 'get'>>
export type NewIncident = Body<'/api/incidents', 'post'>
export type LedgerMonth = Items<Answer<'/api/incidents/months', 'get'>>
export type Disaster = Items<Answer<'/api/disasters', 'get'>>
