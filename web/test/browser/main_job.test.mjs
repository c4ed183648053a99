// The main job in one go: a guard reports a fire by phone, the leader sees it at once, the case goes to its end.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DESK, logIn, PHONE, photo, settled, shot, start, window_ } from './lib.mjs'

let world
let guard
let leader
let affairs
let address = ''
let number = ''
const place = '3 栋 1 单元 电梯口'
before(async () => {
  world = await start()
})
after(() => world?.stop())

const button = (view, name) => view.page.getByRole('button', { name, exact: true })
async function openCase(view) {
  await view.page.goto(`${view.base}${address}`)
  await settled(view.page)
}
async function area(view, label, text) {
  await view.page.getByRole('dialog').getByLabel(label, { exact: false }).first().fill(text)
}

test('E4.2 a leader waits on the start page', async () => {
  leader = await window_(world, { viewport: DESK })
  await logIn(leader, world.roles.manager)
  await settled(leader.page)
})

test('E4.2 a guard reports a fire with photo and place on a phone in under 30 seconds', async () => {
  guard = await window_(world, { viewport: PHONE })
  await logIn(guard, world.roles.guard)
  const began = Date.now()
  await guard.page.locator('.bottom .alarm-key').click()
  await guard.page.locator('.tile', { hasText: '火' }).first().click()
  await guard.page.locator('input[maxlength="200"]').first().fill(place)
  await guard.page.locator('textarea').first().fill('电梯口配电箱冒烟起火,已用灭火器扑救')
  await guard.page.locator('input[type="file"]').last().setInputFiles(await photo(guard.page))
  await guard.page.locator('.photos canvas').waitFor()
  await guard.page.locator('.decision').waitFor()
  await shot(guard.page, 'phone-report', true)
  await guard.page.locator('.send-bar button').click()
  await guard.page.locator('.box.ok h2').waitFor()
  assert.ok(Date.now() - began < 30_000)
  number = (await guard.page.locator('.box.ok h2').textContent()).split(/[::]/).pop().trim()
  address = await guard.page.locator('a.primary').getAttribute('href')
  await shot(guard.page, 'phone-reported')
  assert.match(address, /^\/incidents\/\d+$/)
})

test('E4.2 the leader sees alarm and running clock at once, without reloading', async () => {
  const clock = leader.page.locator(`a.clock[href="${address}"]`)
  await clock.waitFor({ timeout: 5000 })
  assert.match(await clock.locator('.left').textContent(), /^0[01]:\d\d:\d\d$/)
  await leader.page.locator(`.toast.alarm a[href="${address}"]`).waitFor({ timeout: 5000 })
  await shot(leader.page, 'desk-start-alarm')
})

test('E4.2 the photo follows and is shown', async () => {
  await guard.page.locator('a.primary').click()
  await guard.page.locator('.shots img').first().waitFor()
  await guard.page.waitForFunction(() => document.querySelector('.shots img')?.naturalWidth > 0)
  assert.equal(await guard.page.locator('.outbox-chip').textContent().then((text) => text.trim()), '待传 0')
  await shot(guard.page, 'phone-incident', true)
})

test('E4.2 the full report stops the clock', async () => {
  await button(guard, '完整报告').click()
  await area(guard, '经过', '上午巡查时发现配电箱冒烟,立即断电并扑救')
  await area(guard, '发展趋势', '明火已灭,正在观察')
  await area(guard, '已采取的措施', '断电、灭火、疏散两户')
  await area(guard, '需要的帮助', '请电工到场')
  await area(guard, '原因', '线路老化,待查')
  await shot(guard.page, 'phone-full-report')
  await guard.page.getByRole('dialog').getByRole('button', { name: '完整报告' }).click()
  await guard.page.locator('.clock.met').waitFor()
})

test('E4.2 general affairs acknowledges', async () => {
  affairs = await window_(world)
  await logIn(affairs, world.roles.affairs)
  await affairs.page.goto(`${affairs.base}/tasks`)
  await settled(affairs.page)
  await shot(affairs.page, 'desk-tasks')
  await affairs.page.locator(`a.row-link[href="${address}"]`).first().click()
  await button(affairs, '签收').click()
  await affairs.page.getByRole('dialog').getByRole('button', { name: '签收' }).click()
  await affairs.page.locator('.tag.ok', { hasText: '签收' }).first().waitFor()
})

test('E4.2 the leader follows up and closes with the final report', async () => {
  await openCase(leader)
  await button(leader, '续报').click()
  await area(leader, '进展', '电工已到场,更换配电箱')
  await leader.page.getByRole('dialog').getByRole('button', { name: '续报' }).click()
  await leader.page.locator('article', { hasText: '电工已到场' }).first().waitFor()
  await button(leader, '终报').click()
  await area(leader, '处理结果', '配电箱已更换,恢复供电')
  await area(leader, '原因', '线路老化')
  await area(leader, '已采取的措施', '全小区排查同批配电箱')
  await leader.page.getByRole('dialog').getByRole('button', { name: '终报' }).click()
  await leader.page.locator('.tag.ok', { hasText: '已办结' }).first().waitFor()
  await settled(leader.page)
  await shot(leader.page, 'desk-incident', true)
})

test('E4.4 the ledger line is there by itself, as page, as XLSX and as PDF', async () => {
  await leader.page.goto(`${leader.base}/ledger`)
  await settled(leader.page)
  await leader.page.locator('.data', { hasText: number }).waitFor()
  await shot(leader.page, 'desk-ledger')
  for (const [name, suffix] of [['下载 XLSX', /\.xlsx$/], ['下载 PDF', /\.pdf$/]]) {
    const waits = leader.page.waitForEvent('download')
    await button(leader, name).click()
    assert.match((await waits).suggestedFilename(), suffix)
  }
})

test('E4.4 what the browser prints is the table alone, with its head, light even where the screen is dark', async () => {
  const { page } = leader
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'))
  await page.emulateMedia({ media: 'print' })
  for (const gone of ['.side', '.top', '.page-head .actions', 'main .no-print select']) {
    assert.equal(await page.locator(gone).first().isVisible(), false, gone)
  }
  assert.equal(await page.locator('.data table').isVisible(), true)
  const look = await page.evaluate(() => {
    const style = getComputedStyle(document.body)
    return [style.backgroundColor, style.color, getComputedStyle(document.querySelector('.data thead')).display]
  })
  assert.deepEqual(look, ['rgb(255, 255, 255)', 'rgb(0, 0, 0)', 'table-header-group'])
  await shot(page, 'print-ledger')
  const paper = await page.pdf({ preferCSSPageSize: true })
  assert.equal(paper.subarray(0, 5).toString(), '%PDF-')
  await page.emulateMedia({ media: null })
  await page.evaluate(() => document.documentElement.removeAttribute('data-theme'))
})

test('C2.1 full text finds the incident from the box in the head, on the desk and on the phone', async () => {
  for (const view of [leader, guard]) {
    await view.page.goto(`${view.base}/`)
    await settled(view.page)
    await view.page.locator('.top .search').click()
    await view.page.getByRole('combobox').fill('配电箱冒烟')
    await view.page.keyboard.press('Enter')
    await view.page.waitForURL((url) => url.pathname === '/search')
    await view.page.locator(`.search-hit a[href="${address}"]`).waitFor()
    assert.equal(await view.page.locator('.search-hit mark').first().textContent(), '配电箱冒烟')
    await settled(view.page)
    await shot(view.page, view === leader ? 'desk-search' : 'phone-search')
  }
  await leader.page.getByRole('searchbox').fill('没有这样的事')
  await button(leader, '查找').click()
  await leader.page.getByText('没有找到。').waitFor()
})

test('nothing was refused by the content policy and no script failed', () => {
  assert.deepEqual([...guard.faults, ...leader.faults, ...affairs.faults], [])
})
