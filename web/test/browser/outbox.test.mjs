// Reports written without a network: kept on the phone, sent once, in order, never lost, never doubled.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { logIn, PHONE, photo, shot, start, window_ } from './lib.mjs'

let world
let view
before(async () => {
  world = await start()
  view = await window_(world, { viewport: PHONE })
})
after(() => world?.stop())

const chip = async () => (await view.page.locator('.outbox-chip').textContent()).trim()
const mine = () => view.page.evaluate(async () => (await (await fetch('/api/incidents?limit=100')).json()).items)
async function write(summary, place = '1 栋地下车库') {
  await view.page.locator('.tile', { hasText: '火' }).first().click()
  await view.page.locator('input[maxlength="200"]').first().fill(place)
  await view.page.locator('textarea').first().fill(summary)
}

test('a report written offline waits, survives a reload without network, and is sent once', async () => {
  await logIn(view, world.roles.guard)
  await view.page.goto(`${view.base}/report`)
  await view.page.locator('.tile').first().waitFor()
  // The worker must hold the pages before the network goes.
  await view.page.evaluate(() => navigator.serviceWorker.ready)
  // A page that was asked for before the worker stood is not in its hands; the next one is.
  await view.page.reload()
  await view.page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await view.page.locator('.tile').first().waitFor()
  const before_ = (await mine()).length
  await view.context.setOffline(true)
  await write('地下车库有烟味,正在查看')
  await view.page.locator('input[type="file"]').last().setInputFiles(await photo(view.page))
  await view.page.locator('.photos canvas').waitFor()
  await view.page.locator('.send-bar button').click()
  await view.page.waitForURL((url) => url.pathname === '/')
  assert.equal(await chip(), '待传 1')
  await view.page.reload()
  await view.page.locator('.offline-bar').waitFor()
  assert.equal(await chip(), '待传 1')
  await shot(view.page, 'phone-offline')
  await view.page.locator('.outbox-chip').click()
  await view.page.getByRole('dialog').getByText('地下车库有烟味').waitFor()
  await shot(view.page, 'phone-outbox')
  await view.context.setOffline(false)
  await view.page.waitForFunction(() => document.querySelector('.outbox-chip')?.textContent?.trim() === '待传 0', null, { timeout: 20_000 })
  const now = await mine()
  assert.equal(now.length, before_ + 1)
  const one = now.find((row) => row.summary_short.includes('地下车库'))
  assert.equal(Number(one.photos), 1)
})

test('what waits on the device is not readable in the store', async () => {
  await view.page.goto(`${view.base}/report`)
  await view.page.locator('.tile').first().waitFor()
  await view.context.setOffline(true)
  await write('不应被读出的内容')
  await view.page.locator('.send-bar button').click()
  await view.page.waitForURL((url) => url.pathname === '/')
  const text = await view.page.evaluate(async () => {
    const asked = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)))
    const db = await asked(indexedDB.open('gx-outbox'))
    const rows = await asked(db.transaction('entries').objectStore('entries').getAll())
    return rows.map((row) => new TextDecoder().decode(row.sealed.bytes) + JSON.stringify(row.report ?? '')).join()
  })
  assert.ok(!text.includes('不应被读出'))
  await view.context.setOffline(false)
  await view.page.waitForFunction(() => document.querySelector('.outbox-chip')?.textContent?.trim() === '待传 0', null, { timeout: 20_000 })
})

test('a refusal is shown at the form; nothing is sent or lost silently', async () => {
  await view.page.goto(`${view.base}/report`)
  await view.page.locator('.tile').first().waitFor()
  await view.page.locator('.send-bar button').click()
  assert.ok((await view.page.locator('.field .error').count()) >= 3)
  assert.equal(await chip(), '待传 0')
})

test('the same answer lost on the way makes no second incident', async () => {
  await view.page.goto(`${view.base}/report`)
  await view.page.locator('.tile').first().waitFor()
  const before_ = (await mine()).length
  let cut = 0
  await view.page.route('**/api/incidents', async (route) => {
    if (route.request().method() !== 'POST' || cut > 0) return route.continue()
    cut += 1
    await route.fetch()
    return route.abort()
  })
  await write('回执在路上丢了', '2 栋大堂')
  await view.page.locator('.send-bar button').click()
  await view.page.waitForURL((url) => url.pathname === '/')
  await view.page.waitForFunction(() => document.querySelector('.outbox-chip')?.textContent?.trim() === '待传 0', null, { timeout: 20_000 })
  assert.equal(cut, 1)
  assert.equal((await mine()).length, before_ + 1)
  assert.deepEqual(view.faults, [])
})
