// The calendar: the year in signs and words, a company day and a year's holidays each with preview and journal.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, DESK, logIn, PHONE, settled, shot, start, tooWide, window_ } from './lib.mjs'

let world
before(async () => {
  world = await start()
})
after(() => world?.stop())

async function open(options, who = 'settings') {
  const view = await window_(world, options)
  await logIn(view, world.roles[who])
  await view.page.goto(`${view.base}/calendar`)
  await settled(view.page)
  return view
}
/** A working day of the coming weeks, as the page writes it. */
const soon = (page) => page.evaluate(async () => {
  const today = new Date().toISOString().slice(0, 10)
  const year = Number(today.slice(0, 4))
  for (const one of [year, year + 1]) {
    const { days } = await (await fetch(`/api/calendar?year=${one}`)).json()
    const found = days.find((row) => row.day > today && row.kind === 'workday')
    if (found) return found.day
  }
})

for (const [look, viewport] of [['desk', DESK], ['phone', PHONE]]) {
  test(`${look}: a company day is previewed, put into effect, told in the journal and taken back`, async () => {
    const view = await open({ viewport })
    const { page } = view
    assert.equal(await page.locator('.calendar-month').count(), 12)
    // Never by colour alone: a weekend has its sign and, for readers aloud, its word.
    assert.match(await page.locator('.calendar-month td.weekend').first().textContent(), /休.*周末/)
    const wanted = await soon(page)
    await page.getByLabel('年份').first().selectOption(wanted.slice(0, 4))
    await settled(page)
    await page.getByLabel('开始日期').fill(wanted)
    await page.getByLabel('原因').fill('台风停工')
    await page.getByRole('button', { name: '预览影响' }).click()
    await page.getByText('启用后的变化').waitFor()
    assert.deepEqual(await axe(page), [])
    await shot(page, `calendar-${look}-preview`, true)
    await page.getByRole('button', { name: '确认启用' }).click()
    await page.getByText(/已启用/).waitFor()
    await page.locator('td.company_closed').first().waitFor()
    assert.ok((await tooWide(page)) <= 0)
    await page.getByRole('button', { name: '变更记录' }).click()
    await page.getByRole('button', { name: /查看变化/ }).first().click()
    await page.getByText('公司停工').first().waitFor()
    assert.deepEqual(await axe(page), [])
    await page.getByRole('button', { name: '全年' }).click()
    await page.getByRole('button', { name: `取消 ${wanted}` }).click()
    await page.getByRole('button', { name: '确认启用' }).click()
    await page.getByText(/已启用/).waitFor()
    assert.equal(await page.locator('td.company_closed').count(), 0)
    assert.deepEqual(view.faults, [])
    await view.context.close()
  })
}

test('a year nobody published is marked provisional; a filled form is tried, then taken in', async () => {
  const view = await open({})
  const { page } = view
  const year = String(new Date().getFullYear() + 1)
  await page.getByLabel('年份').first().selectOption(year)
  await page.getByText(`${year}年放假安排未发布`).first().waitFor()
  await page.getByRole('button', { name: '导入放假安排' }).click()
  const csv = `开始日期;结束日期;安排;节日\n${year}-01-01;;放假;元旦\n${year}-05-01;;放假;劳动节\n${year}-10-01;;放假;国庆节\n`
  const give = (text) => page.locator('input[type="file"]').setInputFiles({ name: 'days.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await give(csv.replace(`${year}-05-01`, 'bad'))
  await page.getByRole('alert').first().waitFor()
  await give(csv)
  await page.getByText('三、核对后启用').waitFor()
  assert.deepEqual(await axe(page), [])
  await shot(page, 'calendar-import', true)
  await page.getByRole('button', { name: '确认启用' }).click()
  await page.getByText(/已启用/).waitFor()
  await page.getByRole('button', { name: '岗位作息' }).click()
  await page.getByRole('combobox').nth(1).waitFor()
  assert.deepEqual(await axe(page), [])
  await page.getByRole('button', { name: '全年' }).click()
  await settled(page)
  assert.equal(await page.getByText(`${year}年放假安排未发布`).count(), 0)
  assert.deepEqual(view.faults, [])
  await view.context.close()
})

test('who only reads sees the year and works out an end, without the tools', async () => {
  const view = await open({}, 'guard')
  const { page } = view
  assert.equal(await page.getByRole('button', { name: '导入放假安排' }).count(), 0)
  assert.equal(await page.getByRole('button', { name: '预览影响' }).count(), 0)
  await page.getByRole('button', { name: '推算' }).click()
  await page.getByText(/截止到/).waitFor()
  assert.deepEqual(await axe(page), [])
  assert.deepEqual(view.faults, [])
  await view.context.close()
})
