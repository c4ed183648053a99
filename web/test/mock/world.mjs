// The company of the tests, in memory. Every person is marked as an example (示例).
export const HOUR = 3_600_000
let last = 1000
export const id = () => String(++last)
export const iso = (at = Date.now()) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
const ref = ({ id: own, name }) => ({ id: own, name })

export const POINTS = ['time', 'place', 'course', 'trend', 'measures', 'help']
const ALL = ['incidents.report', 'incidents.read', 'org.read', 'clauses.read', 'calendar.read']
const LEAD = ['incidents.lead', 'incidents.export', 'roster.manage']
const ADMIN = ['org.manage', 'accounts.manage', 'duties.manage', 'roster.manage', 'settings.manage', 'calendar.manage']

export function makeWorld() {
  const compounds = [
    { id: id(), code: 'CH', name: '翠湖花园(示例)', rev: 1, address: '示例路 1 号', active: true },
    { id: id(), code: 'YS', name: '云山雅苑(示例)', rev: 1, address: '示例路 88 号', active: true },
  ]
  const places = new Map(compounds.map((compound) => [compound.id, {
    buildings: ['1 栋', '2 栋', '3 栋'].map((name) => ({ id: id(), name, rooms: [], units: [{ id: id(), name: '1 单元', rooms: ['101', '102', '201', '202'].map((room) => ({ id: id(), name: room, floor: Number(room[0]) })) }] })),
  }]))
  const [lake, hill] = compounds
  const head = { id: id(), code: 'HQ', name: '总部(示例)', rev: 1 }
  const department = (code, name, extra = {}) => ({ id: id(), code, name, parent: head.id, rev: 1, ...extra })
  const departments = [head, department('ZH', '综合部'), department('RS', '人力资源部'), department('CH', '翠湖花园管理处', { compound: lake.id }), department('YS', '云山雅苑管理处', { compound: hill.id })]
  const [, general, staff, lakeOffice] = departments
  const post = (name, where, compound, scope, extra = {}) => ({ id: id(), code: name, name, department: where.id, ...(compound ? { compound: compound.id } : {}), rank: 10, leads: false, level: 4, compartments: [], scope, duties: [], holders: [], rev: 1, ...extra })
  const posts = {
    guard: post('秩序维护员', lakeOffice, lake, 'compound'),
    manager: post('管理处主任', lakeOffice, lake, 'compound', { leads: true, duties: ['branch_manager'] }),
    affairs: post('综合部主管', general, null, 'company', { leads: true, duties: ['general_affairs'] }),
    chief: post('总经理', head, null, 'company', { leads: true, level: 1, duties: ['general_manager'] }),
    admin: post('系统管理员', staff, null, 'company', { duties: ['system_administrator'] }),
    auditor: post('审计员', head, null, 'company', { duties: ['auditor'] }),
  }
  const people = new Map()
  const person = (login, name, key, permissions) => {
    const one = { id: id(), staff_number: login.toUpperCase(), name: `${name}(示例)`, login, password: `demo ${login} 2026`, post: posts[key], permissions: [...ALL, ...permissions], account: id(), language: 'zh', rev: 1, holding: id() }
    posts[key].holders.push({ person: ref(one), from: iso(Date.now() - 400 * 24 * HOUR) })
    people.set(login, one)
  }
  person('guard', '王小安', 'guard', [])
  person('manager', '李秀英', 'manager', LEAD)
  person('affairs', '陈综', 'affairs', [...LEAD, 'incidents.acknowledge', 'calendar.manage'])
  person('chief', '赵总', 'chief', [...LEAD, 'incidents.acknowledge'])
  person('admin', '周管', 'admin', ADMIN)
  person('auditor', '孙审', 'auditor', ['trail.read', 'incidents.export'])
  const shifts = [{ id: id(), compound: lake.id, person: ref(people.get('manager')), from: iso(Date.now() - 5 * HOUR), to: iso(Date.now() + 19 * HOUR), duty: 'leader' }]
  const clause = (own, part, title, state, evidence = []) => ({ id: own, part: own[0], part_name: part, source: '1-4', meetings: [], title, title_en: title, must: '系统要做到的事情写在这里。', shows: '怎样看到它在运行。', state, rules: ['rule'], tests: [`${own}_test`], pages: ['/incidents'], routes: ['POST /api/incidents'], evidence })
  const clauses = [
    clause('E3.1', '突发事件与动态信息', '动态信息', 'built', [{ key: 'n', label: '本月', value: 3 }]),
    clause('E3.2', '突发事件与动态信息', '事件、案件', 'built'), clause('E3.3', '突发事件与动态信息', '事故', 'built'),
    clause('E4.2', '突发事件与动态信息', '2 小时内报告', 'built', [{ key: 'n', label: '正在计时', value: 1 }]),
    clause('E4.4', '突发事件与动态信息', '台账', 'part'), { ...clause('G2', '治理', '职责', 'red'), reason: '职责“值班”没有岗位承担' },
    ...Array.from({ length: 12 }, (_, n) => clause(`O${n + 1}`, '业主信息', `业主档案第 ${n + 1} 条`, 'not_built')),
  ]
  const duties = [['general_affairs', '综合部', posts.affairs, ['E4.2']], ['general_manager', '总经理', posts.chief, ['E4.2']], ['branch_manager', '管理处负责人', posts.manager, ['E4.2', 'E4.3']], ['security_head', '秩序负责人', null, ['G2']]]
    .map(([duty, name, held, of]) => ({ duty, name, posts: held ? [ref(held)] : [], clauses: of }))
  const kinds = kindTable()
  return { compounds, places, departments, posts, people, shifts, clauses, duties, kinds, incidents: [], files: new Map(), notices: [], trail: [], sessions: new Map(), done: new Map(), streams: new Set(), mail: { enabled: false, host: '127.0.0.1', port: 25, security: 'none', login: '', from: 'gx@example.test' }, hooks: [], company: { id: id(), name: '示例物业公司' } }
}

function kindTable() {
  const field = (key, name, kind, required, stage) => ({ key, name, kind, required, required_for: stage, help: '' })
  const kind = (key, name, clause, grade, fields = []) => ({ key, name, clause, category: key === 'news' ? 'news' : 'event', default_grade: grade, help: '', fields })
  return [
    kind('fire', '火灾', 'E3.2', 'major', [field('trapped', '有人被困', 'flag', false, 'quick'), field('fire_brigade', '已报 119', 'flag', false, 'full'), field('cause_suspected', '初步原因', 'text', true, 'full')]),
    kind('theft_company', '公物失窃', 'E3.2', 'ordinary', [field('items', '失窃物品', 'text', true, 'full')]),
    kind('theft_resident', '住户失窃', 'E3.2', 'ordinary'),
    kind('staff_threatened', '员工受威胁或围攻', 'E3.2', 'ordinary'),
    kind('work_injury', '工伤事故', 'E3.3', 'ordinary', [field('injured', '受伤人数', 'number', true, 'quick')]),
    kind('vehicle_accident', '车辆事故或扣押', 'E3.3', 'ordinary'),
    kind('equipment_damage', '设备损坏、材料报损', 'E3.3', 'ordinary', [field('loss', '损失', 'money', true, 'full')]),
    kind('disaster', '自然灾害', 'E3.4', 'ordinary'),
    kind('media_visit', '记者采访', 'E3.6', 'major'),
    kind('other_sudden', '其他突发事件', 'E3.5', 'major', [field('why', '影响和可能的扩大', 'text', true, 'quick')]),
    kind('news', '动态信息', 'E3.1', 'ordinary', [field('person', '人物', 'text', true, 'quick'), field('result', '结果', 'text', true, 'quick')]),
  ]
}
