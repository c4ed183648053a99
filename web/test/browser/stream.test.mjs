// News of the server: one stream per browser, heard by every tab.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { logIn, settled, start, window_ } from './lib.mjs'

let world
before(async () => {
  world = await start()
})
after(() => world?.stop())

test('two tabs share one stream; both show what happens; the second takes over when the first is closed', async () => {
  const view = await window_(world)
  let streams = 0
  view.context.on('request', (request) => (streams += request.url().endsWith('/api/events') ? 1 : 0))
  await logIn(view, world.roles.manager)
  await settled(view.page)
  const second = await view.context.newPage()
  await second.goto(`${view.base}/`)
  await settled(second)
  assert.equal(streams, 1)

  const guard = await window_(world)
  await logIn(guard, world.roles.guard)
  const report = (place) =>
    guard.page.evaluate(async (where) => {
      const body = JSON.stringify({ kind: 'fire', place: where, summary: '有烟味,正在查看', happened_at: new Date().toISOString() })
      const made = await fetch('/api/incidents', { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `stream-${crypto.randomUUID()}` }, body })
      return (await made.json()).id
    }, place)
  const one = await report('第一处')
  for (const page of [view.page, second]) await page.locator(`a.clock[href="/incidents/${one}"]`).waitFor({ timeout: 8000 })

  await view.page.close()
  await second.bringToFront()
  await second.waitForFunction(async () => (await navigator.locks.query()).held.some((lock) => lock.name === 'gx-events'))
  const two = await report('第二处')
  await second.locator(`a.clock[href="/incidents/${two}"]`).waitFor({ timeout: 8000 })
  assert.equal(streams, 2)
  await view.context.close()
  await guard.context.close()
})
