// A server in memory with the API of the contract, for tests and for work on the pages. Never part of the product.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { actOnMonth, monthOf, months } from './months.mjs'
import { ACTS, answerCall, decide, full, ledger, note, ref, report, row, tasksOf } from './incidents.mjs'
import { calendarOf, companyDays, newCalendar, notice } from './calendar.mjs'
import { iso, id, makeWorld } from './world.mjs'

const MEDIA = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json', '.webmanifest': 'application/manifest+json' }
const POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
const DIST = new URL('../../dist/', import.meta.url)

const CODE = 'K7QF-2M9P-XR4T'
/** A PNG of one white point. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=='

class Refusal extends Error {
  constructor(status, code, detail, errors) {
    super(detail)
    Object.assign(this, { status, code, detail, errors })
  }
}

function session(world, who) {
  const { post } = who
  const department = world.departments.find((one) => one.id === post.department)
  const compound = world.compounds.find((one) => one.id === post.compound)
  return {
    person: ref(who), login: who.login, language: who.language, must_change_password: who.must_change ?? false, permissions: who.permissions, company: world.company, server_time: new Date().toISOString(),
    posts: [{ id: post.id, name: post.name, department: ref(department), ...(compound ? { compound: ref(compound) } : {}), leads: post.leads, duties: post.duties }],
    reach: { level: post.level, whole_company: post.scope === 'company', compounds: (compound ? [compound] : world.compounds).map(ref) },
    notices_unread: world.notices.filter((one) => one.person === who.id && !one.read_at).length,
  }
}
function tell(world, who, text, link, urgency) {
  const notice = { id: id(), person: who.id, at: iso(), text, link, urgency, object_type: 'incident', object: link.split('/').pop() }
  world.notices.unshift(notice)
  const data = JSON.stringify({ unread: session(world, who).notices_unread, tasks: tasksOf(world, who).length, notice: notice.id, link, urgency })
  for (const stream of world.streams) if (stream.person === who.id) stream.response.write(`id: ${notice.id}\nevent: notice\ndata: ${data}\n\n`)
}
function counts(world) {
  for (const stream of world.streams) {
    const who = [...world.people.values()].find((one) => one.id === stream.person)
    stream.response.write(`event: counts\ndata: ${JSON.stringify({ unread: session(world, who).notices_unread, tasks: tasksOf(world, who).length })}\n\n`)
  }
}

function one(world, own) {
  const found = world.incidents.find((entry) => entry.id === own)
  if (!found) throw new Refusal(404, 'not_found', '没有这个内容。')
  return found
}
const thisYear = new Date().getUTCFullYear()
const calendarIn = (world) => (world.calendar ??= newCalendar(thisYear))
const list = (items) => ({ items })
const personRow = (who) => ({ id: who.id, staff_number: who.staff_number, name: who.name, phone_masked: '138****0000', posts: who.post ? [{ holding: who.holding, post: ref(who.post), from: iso() }] : [], ...(who.login ? { account: { id: who.account, login: who.login, state: 'active' } } : {}), rev: who.rev })

/** Method and path -> what it answers; {x} in the path arrives in `at`. */
const routes = {
  'GET /api/session': ({ world, who }) => session(world, who),
  'DELETE /api/session': ({ world, token }) => void world.sessions.delete(token),
  'PUT /api/session/language': ({ who, body }) => void (who.language = body.language),
  'POST /api/session/password': ({ who, body }) => {
    if (body.old_password !== who.password) throw new Refusal(422, 'wrong_password', '现在的密码不对。', [{ path: 'old_password', code: 'wrong', detail: '现在的密码不对。' }])
    who.password = body.new_password
    who.must_change = false
  },
  'GET /api/sessions': () => list([{ id: '1', created_at: iso(), last_used_at: iso(), phone: false, current: true }, { id: '2', created_at: iso(), last_used_at: iso(), phone: true, current: false }]),
  'DELETE /api/sessions/{id}': () => undefined,
  'GET /api/notices': ({ world, who, query }) => list(world.notices.filter((notice) => notice.person === who.id && (!query.get('unread_only') || !notice.read_at)).slice(0, Number(query.get('limit') ?? 50))),
  'POST /api/notices/{id}/read': ({ world, at }) => void (world.notices.find((notice) => notice.id === at.id).read_at = iso()),
  'POST /api/notices/read-all': ({ world, who }) => world.notices.filter((notice) => notice.person === who.id).forEach((notice) => (notice.read_at = iso())),
  'GET /api/tasks': ({ world, who }) => list(tasksOf(world, who)),
  'GET /api/compounds': ({ world }) => list(world.compounds),
  'POST /api/compounds': ({ world, body }) => world.compounds.push({ id: id(), rev: 1, active: true, ...body }) && world.compounds.at(-1),
  'PATCH /api/compounds/{id}': ({ world, body, at }) => Object.assign(world.compounds.find((entry) => entry.id === at.id), body),
  'GET /api/compounds/{id}/places': ({ world, at }) => world.places.get(at.id) ?? { buildings: [] },
  'POST /api/areas': ({ world, body }) => ((world.places.get(body.compound).areas ??= []).push({ id: id(), name: body.name, buildings: body.buildings }), { id: id() }),
  'POST /api/buildings': ({ world, body }) => (world.places.get(body.compound).buildings.push({ id: id(), name: body.name, units: [], rooms: [] }), { id: id() }),
  'GET /api/departments': ({ world }) => list(world.departments),
  'POST /api/departments': ({ world, body }) => world.departments.push({ id: id(), rev: 1, ...body }) && world.departments.at(-1),
  'GET /api/posts': ({ world }) => list(Object.values(world.posts)),
  'GET /api/people': ({ world, query }) => list([...world.people.values()].filter((who) => `${who.name} ${who.staff_number}`.includes(query.get('q') ?? '')).map(personRow)),
  'POST /api/people/{id}/posts': ({ world, body }) => ({ holding: id(), post: ref(Object.values(world.posts).find((post) => post.id === body.post)), from: body.from }),
  'POST /api/people': ({ world, body }) => (world.people.set(body.staff_number, { id: id(), rev: 1, ...body }), personRow(world.people.get(body.staff_number))),
  'POST /api/accounts': ({ body }) => ({ id: id(), login: body.login, code: CODE, code_expires_at: iso(Date.now() + 72 * 3_600_000) }),
  'POST /api/accounts/{id}/reset': () => ({ id: id(), login: 'guard', code: CODE, code_expires_at: iso(Date.now() + 72 * 3_600_000) }),
  'GET /api/duties': ({ world }) => list(world.duties),
  'PUT /api/duties/{duty}': ({ world, body, at }) => void (world.duties.find((row_) => row_.duty === at.duty).posts = Object.values(world.posts).filter((post) => body.posts.includes(post.id)).map(ref)),
  'GET /api/rosters': ({ world }) => list(world.shifts),
  'GET /api/rosters/now': ({ world }) => list(world.shifts),
  'POST /api/rosters': ({ world, body }) => (world.shifts.push({ id: id(), ...body, person: ref([...world.people.values()].find((who) => who.id === body.person)) }), world.shifts.at(-1)),
  'DELETE /api/rosters/{id}': ({ world, at }) => void (world.shifts = world.shifts.filter((shift) => shift.id !== at.id)),
  'GET /api/calendar': ({ world, query }) => calendarOf(calendarIn(world), Number(query.get('year') ?? thisYear)),
  'GET /api/calendar/end': ({ query }) => ({ end: `${thisYear}-10-10T16:00:00Z`, last_day: `${thisYear}-10-10`, ...(query.get('basis') === 'calendar_days' ? { unpublished: thisYear + 1 } : {}) }),
  'GET /api/calendar/form': () => Buffer.from('PK form'),
  'POST /api/calendar/notices': ({ world, who, query, raw }) => {
    if (raw.includes('bad')) throw new Refusal(422, 'input_invalid', '提交的内容有误。', [{ path: 'A2', code: 'import_date_wrong', detail: '日期写法有误。' }])
    return notice(calendarIn(world), who, query)
  },
  'POST /api/calendar/company-days': ({ world, who, body }) => companyDays(calendarIn(world), who, body),
  'GET /api/calendar/changes': ({ world }) => list(calendarIn(world).changes),
  'GET /api/calendar/changes/{id}': ({ world, at }) => calendarIn(world).changes.find((one_) => one_.id === at.id),
  'GET /api/calendar/posts': ({ world }) => list(Object.values(world.posts).map((post) => ({ post: post.id, name: post.name, hours: post.hours ?? 'office', own: post.hours !== undefined }))),
  'PUT /api/calendar/posts/{id}': ({ world, body, at }) => void (Object.values(world.posts).find((post) => post.id === at.id).hours = body.hours),
  'POST /api/imports/organisation': ({ query, raw }) => {
    const bad = raw.includes('bad')
    const zero = { compounds: 0, buildings: 0, units: 0, rooms: 0, departments: 0, posts: 0, people: 0, holdings: 0, duties: 0, rosters: 0, accounts: 0 }
    return { rows: 12, created: bad ? zero : { ...zero, compounds: 1, rooms: 8, people: 3 }, unchanged: 0, changed: 0, errors_total: bad ? 1 : 0, notes: [], codes: bad || query.get('dry_run') !== 'false' ? [] : [{ staff_number: 'B001', login: 'b001', code: 'K7QF-2M9P-XR4T', expires_at: iso() }], errors: bad ? [{ sheet: '房间', row: 7, column: '楼栋', cell: '9 栋', code: 'unknown', detail: '没有“9 栋”,请先在“楼栋”表里写上。' }] : [], applied: query.get('dry_run') === 'false' && !bad }
  },
  'GET /api/imports/organisation/template': () => Buffer.from('PK template'),
  'GET /api/clauses': ({ world }) => list(world.clauses),
  'GET /api/clauses/{id}': ({ world, at }) => world.clauses.find((clause) => clause.id === at.id) ?? world.clauses[0],
  'GET /api/trail': ({ world }) => list([...world.trail].reverse().slice(0, 50)),
  'GET /api/trail/checkpoint': ({ world }) => ({ size: world.trail.length, at: iso(), qr: PIXEL, root: 'mZbE4hYH1d4nqm0gXgmRB6i3vXcF6uV8xS6zqv6fJ4A=', note: 'guixing/示例物业公司\n42\nmZbE4hYH…\n\n— guixing Az3grl…' }),
  'POST /api/trail/verification': ({ world }) => ({ entries: world.trail.length }),
  'GET /api/trail/bundle': () => Buffer.from('{}'),
  'GET /api/settings/mail': ({ world }) => world.mail,
  'PUT /api/settings/mail': ({ world, body }) => void Object.assign(world.mail, body, { password: undefined }),
  'GET /api/settings/webhooks': ({ world }) => list(world.hooks),
  'POST /api/settings/webhooks': ({ world, body }) => (world.hooks.push({ id: id(), name: body.name, url: body.url, enabled: true }), world.hooks.at(-1)),
  'DELETE /api/settings/webhooks/{id}': ({ world, at }) => void (world.hooks = world.hooks.filter((hook) => hook.id !== at.id)),
  'GET /api/status': ({ world }) => ({ version: '0.1.0', trail: { size: world.trail.length, last_at: iso() }, database: 'SQLite', started_at: iso(), warnings: [{ code: 'no_mail', text: '还没有设置邮件,紧急通知只在站内和回调发出。' }] }),
  'GET /api/help/{page}': ({ at }) => ({ page: at.page, title: '帮助', html: '<h2>怎样使用</h2><p>先选发生了什么,再写地点和情况。</p><ul><li>照片可以稍后补传。</li></ul>', clauses: ['E4.2', 'E4.3'], owner: '综合部' }),
  'POST /api/files': ({ world, raw }) => {
    const file = { id: id(), name: 'photo.jpg', media_type: 'image/jpeg', size: raw.length, width: 800, height: 600 }
    world.files.set(file.id, raw)
    return file
  },
  'GET /api/files/{id}': ({ world, at }) => ({ picture: world.files.get(at.id) }),
  'GET /api/files/{id}/preview': ({ world, at }) => ({ picture: world.files.get(at.id) }),
  'GET /api/incident-kinds': ({ world }) => list(world.kinds),
  'POST /api/incidents/assessment': ({ world, body }) => decide(world, body),
  'POST /api/incidents': ({ world, who, body }) => {
    if (Date.parse(body.happened_at) > Date.now() + 120_000) throw new Refusal(422, 'in_future', '请检查填写的内容。', [{ path: 'happened_at', code: 'in_future', detail: '发生时间不能晚于现在。' }])
    const made = report(world, who, body)
    for (const other of world.people.values()) if (other.permissions?.includes('incidents.lead')) tell(world, other, `${made.number} ${world.kinds.find((kind) => kind.key === made.kind).name}:请立即处理`, `/incidents/${made.id}`, 'emergency')
    return full(world, made, who)
  },
  'GET /api/incidents': ({ world, query }) => list(world.incidents.filter((entry) => ['state', 'kind', 'grade'].every((name) => !query.get(name) || entry[name] === query.get(name))).map((entry) => row(world, entry)).filter((entry) => !query.get('late') || entry.clock.state === 'late')),
  'GET /api/incidents/clocks': ({ world }) => list(world.incidents.map((entry) => row(world, entry)).filter((entry) => entry.clock.state === 'running' && !['closed', 'voided'].includes(entry.state)).map((entry) => ({ ...entry, kind_name: world.kinds.find((kind) => kind.key === entry.kind).name }))),
  'GET /api/search': ({ world, query }) => {
    const words = query.get('q').split(/\s+/).filter(Boolean)
    const cut = (text) => text.split(new RegExp(`(${words.map((one_) => one_.replace(/[^\p{L}\p{N}]/gu, '\\$&')).join('|')})`)).filter(Boolean).map((text_) => ({ text: text_, hit: words.includes(text_) }))
    const found = world.incidents.filter((entry) => words.every((one_) => `${entry.number} ${entry.place} ${entry.summary}`.includes(one_)))
    return list(found.map((entry) => ({ type: 'incident', id: entry.id, level: 4, at: entry.happened_at, title: cut(entry.number), extract: cut(`${entry.place} ${entry.summary}`) })))
  },
  'GET /api/incidents/ledger': ({ world, query }) => ledger(world, query.get('month'), query.get('compound')),
  'GET /api/incidents/ledger.pdf': () => Buffer.from('%PDF-1.5 ledger'),
  'GET /api/incidents/ledger.xlsx': () => Buffer.from('PK ledger'),
  'GET /api/disasters': ({ world }) => list(world.disasters ?? []),
  'GET /api/incidents/months': ({ world, query }) => list(months(world, query.get('month'))),
  'GET /api/incidents/months/{id}': ({ world, who, at }) => monthOf(world, at.id, who),
  'POST /api/incidents/months/{id}/{act}': ({ world, who, at, body }) => actOnMonth(world, at.id, at.act, who, body),
  'GET /api/incidents/{id}': ({ world, who, at }) => full(world, one(world, at.id), who),
  'GET /api/incidents/{id}/timeline': ({ world, at }) => list(one(world, at.id).timeline),
  'POST /api/incidents/{id}/calls/{call}/confirmation': (call) => act(call, () => answerCall(call.world, one(call.world, call.at.id), call.who, call.at.call, call.body)),
  'POST /api/incidents/{id}/{act}': (call) => act(call, () => ACTS[call.at.act](call.world, one(call.world, call.at.id), call.who, call.body)),
}
const CREATES = /^POST \/api\/(compounds|areas|buildings|departments|people|accounts|rosters|imports|calendar|files|incidents|settings\/webhooks)(\/|$)/
function act(call, run) {
  const found = one(call.world, call.at.id)
  if (call.match && call.match !== `"${found.rev}"`) throw new Refusal(412, 'rev_moved', '内容刚被别人改过,请刷新后再办。')
  const [action, text] = run()
  found.rev += 1
  note(call.world, found, call.who, action, text)
  return full(call.world, found, call.who)
}

function matchRoute(method, path) {
  for (const [key, run] of Object.entries(routes)) {
    const [wanted, pattern] = key.split(' ')
    if (wanted !== method) continue
    const found = new RegExp(`^${pattern.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)').replace(/\./g, '\\.')}$`).exec(path)
    if (found) return { key, run, at: found.groups ?? {} }
  }
  throw new Refusal(404, 'not_found', '没有这个内容。')
}
async function staticFile(path) {
  const name = !(extname(path) in MEDIA) ? 'index.html' : path.slice(1)
  return { media: MEDIA[extname(name)] ?? 'application/octet-stream', content: await readFile(new URL(name, DIST)) }
}
function logIn(world, body, first) {
  if (first && body.code === CODE && !world.people.get(body.login)?.password) world.people.set(body.login, { ...world.people.get('guard'), id: id(), name: '新人(示例)', login: body.login, account: id() })
  const who = world.people.get(body.login)
  if (!who || (!first && who.password !== body.password) || (first && body.code !== CODE)) throw new Refusal(401, 'login_failed', '登录名或密码不对。')
  if (first) who.password = body.new_password
  const token = `t${id()}${id()}`
  world.sessions.set(token, who)
  return { who, token }
}

async function api(world, request, response, url) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const raw = Buffer.concat(chunks)
  const body = raw.length && (request.headers['content-type'] ?? '').includes('json') ? JSON.parse(raw.toString()) : {}
  const send = (status, answer, extra = {}) => {
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Security-Policy': POLICY, ...extra })
    response.end(answer === undefined ? undefined : JSON.stringify(answer))
  }
  if (request.method === 'POST' && /^\/api\/session(\/first)?$/.test(url.pathname)) {
    const { who, token } = logIn(world, body, url.pathname.endsWith('first'))
    return send(200, session(world, who), { 'Set-Cookie': `gx=${token}; HttpOnly; SameSite=Strict; Path=/` })
  }
  const token = /gx=(\w+)/.exec(request.headers.cookie ?? '')?.[1]
  const who = world.sessions.get(token)
  if (!who) throw new Refusal(401, 'not_logged_in', '请先登录。')
  if (url.pathname === '/api/events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    response.write('retry: 1000\n\n')
    const stream = { person: who.id, response }
    world.streams.add(stream)
    request.on('close', () => world.streams.delete(stream))
    return undefined
  }
  const { key, run, at } = matchRoute(request.method, url.pathname)
  const idempotency = request.headers['idempotency-key']
  const creates = CREATES.test(`${request.method} ${url.pathname}`)
  if (creates && idempotency && world.done.has(idempotency)) return send(201, world.done.get(idempotency), { 'Idempotency-Replayed': 'true' })
  const answer = await run({ world, who, token, at, body, raw, query: url.searchParams, match: request.headers['if-match'] })
  if (creates && idempotency) world.done.set(idempotency, answer)
  if (request.method !== 'GET') counts(world)
  if (answer?.picture || Buffer.isBuffer(answer)) {
    response.writeHead(200, { 'Content-Type': answer.picture ? 'image/jpeg' : 'application/octet-stream' })
    return response.end(answer.picture ?? answer)
  }
  return answer === undefined || typeof answer !== 'object' ? send(204) : send(creates && !key.includes('assessment') ? 201 : 200, answer)
}

export function startMock(port = 0) {
  const world = makeWorld()
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://mock')
    try {
      if (url.pathname.startsWith('/api/')) return await api(world, request, response, url)
      const { media, content } = await staticFile(url.pathname)
      response.writeHead(200, { 'Content-Type': media, 'Content-Security-Policy': POLICY })
      return response.end(content)
    } catch (problem) {
      const known = problem instanceof Refusal
      if (!known && problem.code !== 'ENOENT') console.error(problem)
      const status = known ? problem.status : problem.code === 'ENOENT' ? 404 : 500
      response.writeHead(status, { 'Content-Type': 'application/problem+json' })
      return response.end(JSON.stringify({ type: 'about:blank', title: problem.detail ?? '内部错误', status, code: problem.code ?? 'internal', detail: problem.detail ?? '', ...(problem.errors ? { errors: problem.errors } : {}) }))
    }
  })
  return new Promise((ready) => server.listen(port, '127.0.0.1', () => ready({
    world, address: `http://127.0.0.1:${server.address().port}`,
    accounts: [...world.people.values()].map((who) => ({ post: who.post.name, person: who.name, login: who.login, password: who.password, duties: who.post.duties })),
    stop: () => new Promise((done) => (server.closeAllConnections(), server.close(done))),
  })))
}
if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { address, accounts } = await startMock(Number(process.env.PORT ?? 8081))
  console.log(address)
  for (const one_ of accounts) console.log(`${one_.login}  ${one_.password}`)
}
