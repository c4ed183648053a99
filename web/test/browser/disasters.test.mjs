// A disaster is recorded, a report is put under it, the totals follow; desk and phone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, DESK, logIn, PHONE, settled, shot, start, tooWide, window_ } from './lib.mjs'

let world
before(async () => {
  world = await start()
})
after(() => world?.stop())

test('E3.4 a leader records a disaster and puts a report under it', { skip: process.env.GX_BASE ? false : 'the stand-in server keeps no disasters' }, async () => {
  const view = await window_(world, { viewport: DESK })
  const { page } = view
  await logIn(view, world.roles.manager)
  await page.goto(`${view.base}/disasters`)
  await settled(page)
  await page.getByRole('button', { name: '登记灾害' }).click()
  await page.getByLabel('名称').fill('台风一号(示例)')
  assert.deepEqual(await axe(page), [])
  await shot(page, 'disaster-form')
  await page.getByRole('button', { name: '保存' }).click()
  await page.locator('a.row-link', { hasText: '台风一号(示例)' }).waitFor()
  const made = await page.evaluate(async () => {
    const body = JSON.stringify({ kind: 'disaster', place: '地库入口', summary: '雨水倒灌地库(示例)', loss: 120000, injured: 0, happened_at: new Date().toISOString(), details: [{ key: 'disaster_name', value: '台风' }] })
    return (await fetch('/api/incidents', { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `d${Math.random()}abcdef` }, body })).json()
  })
  await page.goto(`${view.base}/incidents/${made.id}`)
  await settled(page)
  await page.locator('select.disaster-in').selectOption({ index: 1 })
  await page.locator('form', { has: page.locator('select.disaster-in') }).getByRole('button').click()
  await page.locator('a[href^="/disasters/"]', { hasText: '台风一号(示例)' }).first().click()
  await settled(page)
  await page.locator('a.row-link', { hasText: made.number }).waitFor()
  assert.deepEqual(await axe(page), [])
  await shot(page, 'disaster', true)
  const address = page.url()
  await page.getByRole('button', { name: '灾害结束' }).click()
  await page.getByRole('button', { name: '灾害结束' }).waitFor({ state: 'detached' })
  const phone = await window_(world, { viewport: PHONE })
  await logIn(phone, world.roles.manager)
  await phone.page.goto(address)
  await settled(phone.page)
  assert.deepEqual(await axe(phone.page), [])
  assert.ok((await tooWide(phone.page)) <= 0)
  await shot(phone.page, 'disaster-phone', true)
  assert.deepEqual([...view.faults, ...phone.faults], [])
  await view.context.close()
  await phone.context.close()
})
