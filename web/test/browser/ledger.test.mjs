// The month's ledger: who has handed in, a leader hands in, what is learned later stands as a correction.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, DESK, logIn, PHONE, settled, shot, start, tooWide, window_ } from './lib.mjs'

let world
before(async () => {
  world = await start()
})
after(() => world?.stop())

const lastMonth = () => {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15)).toISOString().slice(0, 7)
}

test('E4.4 a leader hands in last month; page and phone, late is said in words', async () => {
  const view = await window_(world, { viewport: DESK })
  const { page } = view
  await logIn(view, world.roles.manager)
  await page.goto(`${view.base}/ledger?month=${lastMonth()}`)
  await settled(page)
  await page.getByRole('heading', { name: '报送情况' }).waitFor()
  await shot(page, 'ledger-months', true)
  await page.locator('a.row-link[href^="/ledgers/"]').first().click()
  await settled(page)
  await page.getByText('已逾期').first().waitFor()
  assert.deepEqual(await axe(page), [])
  await shot(page, 'ledger-month-open', true)
  await page.getByRole('button', { name: '报送综合部' }).click()
  await page.getByText('迟报').first().waitFor()
  assert.equal(await page.getByRole('button', { name: '报送综合部' }).count(), 0)
  assert.deepEqual(await axe(page), [])
  await shot(page, 'ledger-month', true)
  const address = page.url()
  await view.context.close()
  const phone = await window_(world, { viewport: PHONE, size: 'huge', theme: 'dark' })
  await logIn(phone, world.roles.manager)
  await phone.page.goto(address)
  await settled(phone.page)
  assert.deepEqual(await axe(phone.page), [])
  assert.ok((await tooWide(phone.page)) <= 0)
  await shot(phone.page, 'ledger-month-phone', true)
  assert.deepEqual([...view.faults, ...phone.faults], [])
  await phone.context.close()
})
