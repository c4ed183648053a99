// Every page in four looks: 0 findings of axe, no sideways scroll on a phone, no console fault.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, DESK, logIn, PHONE, settled, shot, start, tooWide, window_ } from './lib.mjs'

let world
before(async () => {
  world = await start()
})
after(() => world?.stop())

const LOOKS = {
  light: { viewport: DESK },
  dark: { viewport: DESK, theme: 'dark' },
  large: { viewport: DESK, size: 'large' },
  phone: { viewport: PHONE },
  english: { viewport: DESK, language: 'en' },
  phone_huge: { viewport: PHONE, size: 'huge', theme: 'dark', language: 'en' },
}
const PAGES = {
  manager: ['/', '/tasks', '/notices', '/report', '/incidents', '/ledger', '/disasters', '/search?q=电', '/clauses', '/clauses/E4.2', '/roster', '/calendar', '/me', '/password', '/missing'],
  admin: ['/organisation', '/organisation?part=departments', '/organisation?part=posts', '/people', '/duties', '/calendar', '/import', '/sessions'],
  settings: ['/settings', '/status'],
  auditor: ['/trail'],
}
const name = (path) => (path === '/' ? 'start' : path.replace(/^\//, '').replace(/[/?=]/g, '-'))

async function anIncident(view) {
  const list = await view.page.evaluate(async () => (await fetch('/api/incidents?limit=1')).json())
  if (list.items.length > 0) return `/incidents/${list.items[0].id}`
  return view.page.evaluate(async () => {
    const body = JSON.stringify({ kind: 'fire', place: '2 栋门厅', summary: '垃圾桶起火,已扑灭', happened_at: new Date().toISOString() })
    const made = await fetch('/api/incidents', { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `k${Math.random()}abcdef` }, body })
    return `/incidents/${(await made.json()).id}`
  })
}

for (const [look, options] of Object.entries(LOOKS)) {
  test(`${look}: log-in page`, async () => {
    const view = await window_(world, options)
    await view.page.goto(`${view.base}/login`)
    await view.page.locator('h1').waitFor()
    assert.deepEqual(await axe(view.page), [])
    assert.ok((await tooWide(view.page)) <= 0)
    await shot(view.page, `page-${look}-login`)
    await view.context.close()
  })
  for (const [role, paths] of Object.entries(PAGES)) {
    test(`${look}: pages of ${role}`, async () => {
      const view = await window_(world, options)
      await logIn(view, world.roles[role])
      const all = role === 'manager' ? [...paths, await anIncident(view)] : paths
      const found = []
      for (const path of all) {
        await view.page.goto(view.base + path)
        await settled(view.page).catch((late) => found.push(`${path} ${late.message}`))
        for (const fault of await axe(view.page)) found.push(`${path} ${fault}`)
        const over = await tooWide(view.page)
        if (over > 0) found.push(`${path} is ${over} px too wide`)
        await shot(view.page, `page-${look}-${path.startsWith('/incidents/') ? 'incident' : name(path)}`, look === 'phone')
      }
      assert.deepEqual([...found, ...view.faults], [])
      await view.context.close()
    })
  }
}
