// What stands beside the records as proof: whose word the clock runs from, the signed checkpoint, areas of a compound.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, logIn, PHONE, settled, shot, start, tooWide, window_ } from './lib.mjs'

let world
before(async () => {
  world = await start()
})
after(() => world?.stop())
const MINUTE = 60_000
const wire = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
const inShanghai = (ms) => new Date(ms + 8 * 60 * MINUTE).toISOString().slice(0, 16)

test('E4.2 a first knowledge that the reporter only states is flagged beside the clock and corrected from there', async () => {
  const view = await window_(world, { viewport: PHONE, size: 'huge' })
  await logIn(view, world.roles.guard)
  const now = Date.now()
  const made = await view.page.evaluate(async (report) => {
    const answer = await fetch('/api/incidents', { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `flag-${crypto.randomUUID()}` }, body: JSON.stringify(report) })
    return answer.json()
  }, { kind: 'fire', place: '5 栋门厅', summary: '垃圾桶冒烟,已扑灭', happened_at: wire(now - 180 * MINUTE), learned_at: wire(now - 30 * MINUTE), learned_reason: '住户下班才来告知' })
  await view.page.goto(`${view.base}/incidents/${made.id}`)
  await settled(view.page)
  const flag = view.page.locator('.learned-flag')
  assert.match(await flag.textContent(), /首次获知时间由上报人自述，尚未核实/)
  assert.match(await flag.textContent(), /住户下班才来告知/)
  assert.deepEqual(await axe(view.page), [])
  assert.ok((await tooWide(view.page)) <= 0)
  await shot(view.page, 'proof-declared')
  await flag.getByRole('button', { name: '更正为更早的时间' }).click()
  const dialog = view.page.getByRole('dialog')
  await dialog.locator('input[type="datetime-local"]').fill(inShanghai(now - 60 * MINUTE))
  await dialog.getByLabel('理由', { exact: false }).fill('岗亭记录上写着更早的时间')
  assert.deepEqual(await axe(view.page), [])
  await dialog.getByRole('button', { name: '更正知悉时间' }).click()
  await dialog.waitFor({ state: 'detached' })
  await flag.waitFor({ state: 'detached' })
  assert.deepEqual(view.faults, [])
  await view.context.close()
})

test('G2 the trail page shows the signed checkpoint and its QR code', async () => {
  const view = await window_(world)
  await logIn(view, world.roles.auditor)
  await view.page.goto(`${view.base}/trail`)
  await settled(view.page)
  const card = view.page.locator('.checkpoint')
  await card.waitFor()
  assert.match(await card.textContent(), /签名时间/)
  await view.page.waitForFunction(() => document.querySelector('.checkpoint img')?.naturalWidth > 0)
  assert.deepEqual(await axe(view.page), [])
  await shot(view.page, 'proof-checkpoint')
  assert.deepEqual(view.faults, [])
  await view.context.close()
})

test('G2 an administrator groups buildings of a compound into an area', async () => {
  const view = await window_(world)
  await logIn(view, world.roles.admin)
  await view.page.goto(`${view.base}/organisation`)
  await settled(view.page)
  await view.page.getByRole('button', { name: '楼栋房间' }).first().click()
  await view.page.getByRole('button', { name: '新增片区' }).click()
  const dialog = view.page.getByRole('dialog')
  await dialog.getByRole('button', { name: '保存' }).click()
  assert.equal(await dialog.locator('.error').count(), 2)
  const name = `东片 ${Date.now()}`
  await dialog.getByLabel('名称').fill(name)
  await dialog.locator('.many input').first().check()
  assert.deepEqual(await axe(view.page), [])
  await shot(view.page, 'proof-area')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.waitFor({ state: 'detached' })
  await view.page.locator('.areas dt', { hasText: name }).waitFor()
  assert.deepEqual(view.faults, [])
  await view.context.close()
})
