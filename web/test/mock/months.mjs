// Months handed in: one compound's, waiting, and the company's.
import { ledger } from './incidents.mjs'

function held(world, month) {
  world.months ??= new Map()
  if (!world.months.has(month) && month < new Date().toISOString().slice(0, 7)) {
    const compound = Object.values(world.compounds)[0]
    const base = { month, state: 'open', state_name: '待报送', due: `${month}-28T16:00:00.000Z`, hand_in: 'overdue', lines: 0 }
    world.months.set(month, [{ ...base, id: `${month.replace('-', '')}1`, name: compound.name, of_company: false }, { ...base, id: `${month.replace('-', '')}2`, name: '全公司', of_company: true, state_name: '待汇总', hand_in: 'waiting' }])
  }
  return world.months.get(month) ?? []
}
export const months = (world, month) => held(world, month)
const find = (world, id) => held(world, `${id.slice(0, 4)}-${id.slice(4, 6)}`).find((one) => one.id === id)
export function monthOf(world, id) {
  const row = find(world, id)
  const sheet = ledger(world, row.month, '')
  const lines = [{ cells: ['突报〔2026〕1号', '火灾', '3 栋', '2026-10-03T01:00:00.000Z', '2026-10-03T01:05:00.000Z', '已首报', '示例'], corrections: row.state === 'open' ? [] : [{ column: 5, now: '已办结' }], added: false }]
  return { row, rev: 1, label: { level: 4 }, columns: sheet.columns, lines, missing: [], actions: row.state === 'open' ? ['submit'] : ['return'] }
}
export function actOnMonth(world, id, act, who) {
  const row = find(world, id)
  if (act === 'submission') Object.assign(row, { state: 'submitted', state_name: '已报送', hand_in: 'late', lines: 1, submitted_at: new Date().toISOString(), submitted_by: { id: who.id, name: who.name } })
  else Object.assign(row, { state: 'open', state_name: '待报送' })
  return monthOf(world, id)
}
