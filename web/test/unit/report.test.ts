import { describe, expect, it } from 'vitest'
import type { Incident, IncidentKind } from '@/api/types'
import { ACTIONS, bodyOf, missingFields, offered, startValues } from '@/modules/incidents/detail/actions'
import { filtersOf, sameFilters } from '@/modules/incidents/views'
import { answered, answers, emptyDraft, missing, wire } from '@/modules/incidents/report/draft'
import { branches } from '@/modules/system/organisation/tree'

const now = Date.parse('2026-11-23T02:00:00Z')
const kind = (fields: Partial<IncidentKind['fields'][number]>[] = []): IncidentKind => ({
  key: 'fire', name: '火灾', clause: 'E3.2', category: 'event', default_grade: 'major', help: '',
  fields: fields.map((field) => ({ key: 'x', name: 'X', kind: 'text' as const, required: true, required_for: 'quick' as const, help: '', ...field })),
})

describe('E4.2 the quick report', () => {
  it('needs kind, place and what is seen; nothing else', () => {
    expect(missing(emptyDraft(), undefined, now)).toEqual(['kind', 'place', 'summary'])
    expect(missing({ ...emptyDraft(), kind: 'fire', place: '门口', summary: '门口起火' }, kind(), now)).toEqual([])
  })
  it('E3.1 asks for the elements that its kind requires at once, not for those of the full report', () => {
    const draft = { ...emptyDraft(), kind: 'fire', place: '门口', summary: '门口起火' }
    expect(missing(draft, kind([{ key: 'who' }, { key: 'later', required_for: 'full' }, { key: 'trapped', kind: 'flag' }]), now)).toEqual(['who'])
  })
  it('E3.3 a kind may ask for loss or persons at once', () => {
    const draft = { ...emptyDraft(), kind: 'fire', place: '门口', summary: '门口起火' }
    expect(missing(draft, kind([{ key: 'injured', kind: 'number' }]), now)).toEqual(['injured'])
    expect(missing(answered(draft, { ...answers(draft), injured: '0' }), kind([{ key: 'injured', kind: 'number' }]), now)).toEqual([])
  })
  it('refuses a time in the future and a wrong amount', () => {
    const draft = { ...emptyDraft(), kind: 'fire', place: '门口', summary: '门口起火', happened: '2026-11-23T10:30', loss: '5.001' }
    expect(missing(draft, kind(), now)).toEqual(['future', 'loss'])
  })
  it('sends now as the time of the event unless told otherwise', () => {
    const sent = wire({ ...emptyDraft('5'), kind: 'fire', place: ' 门口 ', summary: '起火了吗', loss: '500' }, kind(), now, now + 90_000)
    expect(sent).toEqual({ kind: 'fire', compound: '5', place: '门口', happened_at: '2026-11-23T02:00:00Z', summary: '起火了吗', device_time: '2026-11-23T02:01:30Z', loss: 50_000 })
  })
  it('sends details of the kind in the wire units', () => {
    const sent = wire({ ...emptyDraft(), kind: 'fire', place: 'a', summary: 'abcd', details: { cost: '12.5', trapped: 'true', injured: '2' } }, kind([{ key: 'cost', kind: 'money' }, { key: 'trapped', kind: 'flag' }, { key: 'injured', kind: 'number' }]), now, now)
    expect(sent.details).toEqual([{ key: 'cost', value: '1250' }, { key: 'trapped', value: 'true' }])
  })
})

describe('acts on an incident', () => {
  const incident = { happened_at: '2026-11-23T02:00:00Z', place: '门口', summary: '起火', learned_at: '2026-11-23T02:00:00Z', actions: ['submit', 'void'] } as unknown as Incident
  it('shows only what the server offers', () => {
    expect(ACTIONS.filter((action) => offered(incident, action.name)).map((action) => action.name)).toEqual(['full_report', 'void'])
  })
  it('E4.2 the full report wants all six points', () => {
    const full = ACTIONS.find((action) => action.name === 'full_report')!
    const values = startValues(full, incident)
    expect(missingFields(full, values)).toEqual(['trend', 'measures', 'help'])
    const body = bodyOf(full, { ...values, trend: '稳定', measures: '断电', help: '无', loss: '499.99' })
    expect(Object.keys(body).sort()).toEqual(['course', 'help', 'loss', 'measures', 'place', 'time', 'trend'])
    expect(body['loss']).toBe(49_999)
  })
  it('every act that changes the record sends the revision the person saw', () => {
    expect(ACTIONS.filter((action) => !action.rev).map((action) => action.name)).toEqual(['follow_up', 'call'])
  })
})

describe('lists and trees', () => {
  it('filters live in the address', () => {
    expect(filtersOf({ state: 'reported', x: '1', late: '', kind: ['a'] })).toEqual({ state: 'reported' })
    expect(sameFilters({ state: 'a' }, { state: 'a', kind: '' })).toBe(true)
    expect(sameFilters({ state: 'a' }, {})).toBe(false)
  })
  it('a department whose parent is not in sight stands at the root', () => {
    const one = (id: string, parent?: string): never => ({ id, code: id, name: id, rev: 1, from: '', ...(parent ? { parent } : {}) }) as never
    const tree = branches([one('2', '1'), one('1'), one('3', '99')])
    expect(tree.map((branch) => branch.department.id)).toEqual(['1', '3'])
    expect(tree[0]?.below[0]?.department.id).toBe('2')
  })
})
