// The incident part of the mock: rules only as far as the pages need them.
import { HOUR, id, iso } from './world.mjs'

export const ref = (one) => ({ id: one.id, name: one.name })
const NAMES = { two_hours: '2 小时内完整报告', two_days: '2 天内报告', none: '不计时' }
const STATES = ['reported', 'full_reported', 'acknowledged', 'closed', 'void_requested', 'voided']

export function decide(world, input) {
  const kind = world.kinds.find((one) => one.key === input.kind)
  const grade = input.grade ?? (input.injured || input.flags?.includes('trapped') ? 'major' : kind.default_grade)
  const hot = grade !== 'ordinary'
  const start = Date.parse(input.learned_at ?? input.happened_at)
  return {
    reportable: true, grade, clock: hot ? 'two_hours' : 'two_days', due: iso(start + (hot ? 2 : 48) * HOUR),
    receivers: [{ key: 'leaders', name: '主管领导' }, { key: 'general_affairs', name: '综合部' }],
    reasons: [{ clause: kind.clause, text: `${kind.name}属于应当报告的事项` }, { clause: hot ? 'E4.2' : 'E4.3', text: hot ? '重大、突发或敏感:立即报告,两小时内完整报告' : '一般事件:两天内报告' }],
  }
}
function clockOf(world, one) {
  const due = Date.parse(one.decision.due)
  const stopped = one.reports.find((report) => report.kind === 'full')?.at
  const late = Math.max(0, (stopped ? Date.parse(stopped) : Date.now()) - due)
  return { id: one.decision.clock, name: NAMES[one.decision.clock], clause: one.decision.clock === 'two_hours' ? 'E4.2' : 'E4.3', start: one.learned_at, due: one.decision.due, ...(stopped ? { stopped_at: stopped } : {}), state: late > 0 ? 'late' : stopped ? 'met' : 'running', ...(late ? { late_by_ms: late } : {}) }
}
function actionsOf(world, one, who) {
  const leader = who.permissions.includes('incidents.lead')
  const found = []
  if (one.state === 'reported') found.push('submit')
  if (one.state === 'full_reported' && who.permissions.includes('incidents.acknowledge')) found.push('acknowledge')
  if (one.state === 'acknowledged' && leader) found.push('close')
  if (one.state === 'closed' && leader) found.push('reopen')
  if (one.state === 'void_requested' && leader && one.void.by.id !== who.id) found.push('confirm')
  if (['reported', 'full_reported', 'acknowledged'].includes(one.state)) found.push('follow_up', 'call', 'grade', 'knowledge', 'void', 'photos')
  return found
}
export const row = (world, one) => {
  const { id: own, number, kind, kind_name, grade, state, level, compound, department, place, happened_at, reported_at, reporter } = one
  return { id: own, number, kind, grade, state, level, compound, department, place, summary_short: one.summary.slice(0, 40), happened_at, reported_at, reporter, clock: clockOf(world, one), photos: one.photos.length }
}
export const full = (world, one, who) => ({ ...one, ...row(world, one), timeline: undefined, photos: one.photos, actions: actionsOf(world, one, who) })

export function note(world, one, who, action, text, clause = 'E4.2') {
  const at = iso()
  one.timeline.push({ at, action, text, ...(who ? { who: ref(who), post: ref(who.post) } : {}), clause, note: '' })
  world.trail.push({ sequence: world.trail.length, id: id(), at, action, outcome: 'done', ...(who ? { actor: ref(who), post: ref(who.post) } : {}), object_type: 'incident', object: one.id, level: 4, clause, note: '', leaf: '' })
}

export function report(world, who, input) {
  const kind = world.kinds.find((one) => one.key === input.kind)
  const compound = world.compounds.find((one) => one.id === (input.compound ?? who.post.compound))
  const department = world.departments.find((one) => one.id === who.post.department)
  const at = iso()
  const one = {
    id: id(), rev: 1, kind_name: kind.name, state_name: '', number: `SJ-2026-${String(world.incidents.length + 1).padStart(4, '0')}`, kind: kind.key, level: 4, state: 'reported',
    ...(compound ? { compound: ref(compound) } : {}), department: ref(department), place: input.place, summary: input.summary, happened_at: input.happened_at,
    learned_at: input.learned_at ?? input.happened_at, learned_basis: input.learned_at ? 'declared' : 'happened', ...(input.learned_reason ? { learned_reason: input.learned_reason } : {}),
    reported_at: at, entered_at: at, ...(input.device_time ? { device_time: input.device_time } : {}), offline: input.offline ?? false, reporter: ref(who),
    ...(input.loss === undefined ? {} : { loss: input.loss }), ...(input.injured === undefined ? {} : { injured: input.injured }), ...(input.dead === undefined ? {} : { dead: input.dead }),
    details: (input.details ?? []).map((detail) => ({ ...detail, name: kind.fields.find((field) => field.key === detail.key)?.name ?? detail.key })),
    label: { level: 4, ...(compound ? { scope: ref(compound) } : {}) }, decision: decide(world, input), reports: [], acknowledgements: [], calls: [], photos: [], timeline: [],
  }
  one.grade = one.decision.grade
  world.incidents.unshift(one)
  note(world, one, who, 'incident.reported', '首次上报')
  return one
}

/** What POST /api/incidents/{id}/<act> does; gives the words of the timeline. */
export const ACTS = {
  'full-report': (world, one, who, body) => {
    const { time, place, course, trend, measures, help } = body
    one.reports.push({ id: id(), kind: 'full', by: ref(who), at: iso(), time, place, course, trend, measures, help })
    one.state = 'full_reported'
    return ['incident.full_reported', '完整报告']
  },
  acknowledgement: (world, one, who) => {
    one.acknowledgements.push({ by: ref(who), at: iso(), role: who.post.name })
    one.state = 'acknowledged'
    return ['incident.acknowledged', '签收完整报告']
  },
  'follow-ups': (world, one, who, body) => {
    one.reports.push({ id: id(), kind: 'follow_up', by: ref(who), at: iso(), course: body.text, trend: body.trend, measures: body.measures })
    return ['incident.followed_up', '续报']
  },
  'final-report': (world, one, who, body) => {
    one.reports.push({ id: id(), kind: 'final_', by: ref(who), at: iso(), course: body.result, result: body.result, cause: body.cause, measures: body.measures })
    one.state = 'closed'
    return ['incident.closed', '终报,办结']
  },
  calls: (world, one, who, body) => {
    const receiver = [...world.people.values()].find((person) => person.id === body.receiver)
    one.calls.push({ id: id(), caller: ref(who), receiver: ref(receiver), said_at: body.said_at, points: body.points, state: 'open' })
    return ['incident.call_recorded', '登记电话报告']
  },
  grade: (world, one, who, body) => ((one.grade = body.grade), ['incident.graded', '提高等级']),
  knowledge: (world, one, who, body) => (Object.assign(one, { learned_at: body.learned_at, learned_basis: 'record' }), ['incident.learned_earlier', '更正知悉时间']),
  void: (world, one, who, body) => ((one.void = { by: ref(who), at: iso(), reason: body.reason }), (one.state = 'void_requested'), ['incident.void_requested', '申请撤销']),
  'void-confirmation': (world, one, who, body) => {
    Object.assign(one.void, { confirmed_by: ref(who), confirmed_at: iso() })
    one.state = body.confirmed ? 'voided' : 'reported'
    return ['incident.voided', '核实撤销申请']
  },
  reopening: (world, one) => ((one.state = 'acknowledged'), ['incident.reopened', '重新打开']),
  photos: (world, one, who, body) => {
    for (const file of body.photos) one.photos.push({ id: file, name: 'photo.jpg', width: 800, height: 600, at: iso() })
    return ['incident.photo_added', '补充照片']
  },
}
export function answerCall(world, one, who, callId, body) {
  const call = one.calls.find((entry) => entry.id === callId)
  Object.assign(call, { state: body.confirmed ? 'confirmed' : 'denied', confirmed_at: iso() })
  return ['incident.call_confirmed', body.confirmed ? '确认电话报告' : '否认电话报告']
}
export function tasksOf(world, who) {
  const text = { reported: ['补充完整报告', (one) => one.reporter.id === who.id || who.permissions.includes('incidents.lead')], full_reported: ['签收完整报告', () => who.permissions.includes('incidents.acknowledge')], acknowledged: ['续报进展,办结后终报', () => who.permissions.includes('incidents.lead')] }
  return world.incidents.filter((one) => text[one.state]?.[1](one)).map((one) => {
    const kind = world.kinds.find((entry) => entry.key === one.kind)
    return { id: `${one.id}1`, flow: 'incident', flow_name: '突发事件报告', case_id: one.id, number: one.number, title: `${kind.name} · ${one.place}`, step: text[one.state][0], text: text[one.state][0], link: `/incidents/${one.id}`, level: 4, opened_at: one.reported_at, ...(one.state === 'reported' ? { due_at: one.decision.due } : {}) }
  })
}
export function ledger(world, month, compound) {
  const columns = [['number', '编号', 'text'], ['kind', '类别', 'text'], ['place', '地点', 'text'], ['happened', '发生时间', 'time'], ['reported', '上报时间', 'time'], ['state', '状态', 'text'], ['summary', '情况', 'text']]
  const rows = world.incidents.filter((one) => (!compound || one.compound?.id === compound)).map((one) => [one.number, world.kinds.find((kind) => kind.key === one.kind).name, one.place, one.happened_at, one.reported_at, ['已首报', '已完整报告', '已签收', '已办结', '申请撤销', '已撤销'][STATES.indexOf(one.state)], one.summary])
  return { title: `突发事件台账 ${month}`, columns: columns.map(([key, name, kind]) => ({ key, name, kind })), rows, facts: [['件数', String(rows.length)], ['超时', '0']], label: { level: 4 }, checkpoint: 'gx/1 42 hk3…示例' }
}
