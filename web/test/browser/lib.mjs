// What every browser test uses: a browser, the server (GX_BASE and GX_ACCOUNTS, else the mock), log-in, axe, shots.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { startMock } from '../mock/server.mjs'

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const shots = process.env.GX_SHOTS ?? ''
export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1440, height: 900 }

export async function start() {
  const mock = process.env.GX_BASE ? null : await startMock()
  const base = mock?.address ?? process.env.GX_BASE
  const accounts = mock?.accounts ?? JSON.parse(readFileSync(process.env.GX_ACCOUNTS, 'utf8'))
  const browser = await chromium.launch({ executablePath: process.env.GX_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS })
  const stop = async () => {
    await browser.close()
    await mock?.stop()
  }
  return { base, accounts, browser, mock, stop, roles: await rolesOf(base, accounts) }
}

/** Finds by their rights who plays which part, so that any company's accounts will do. */
async function rolesOf(base, accounts) {
  const known = []
  for (const account of accounts) {
    const answer = await fetch(`${base}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json', Origin: base }, body: JSON.stringify({ login: account.login, password: account.password }) })
    if (!answer.ok) continue
    known.push({ ...account, session: await answer.json() })
  }
  const may = (one, permission) => one.session.permissions.includes(permission)
  const compound = (one) => one.session.posts[0]?.compound?.id
  const duty = (one, name) => one.session.posts.some((post) => post.duties.includes(name))
  const manager = known.find((one) => compound(one) && duty(one, 'branch_manager'))
  return {
    known, manager,
    guard: known.find((one) => duty(one, 'guard') && compound(one) === compound(manager)) ?? known.find((one) => compound(one) && compound(one) === compound(manager) && may(one, 'incidents.report') && !may(one, 'incidents.lead') && !may(one, 'org.manage')),
    affairs: known.find((one) => duty(one, 'general_affairs')),
    admin: known.find((one) => may(one, 'org.manage') && may(one, 'accounts.manage')),
    auditor: known.find((one) => may(one, 'trail.read')),
    settings: known.find((one) => may(one, 'settings.manage')),
  }
}

/** A fresh window; console errors and refused content are collected in `faults`. */
export async function window_(world, { viewport = DESK, theme = 'light', size = 'normal', language = 'zh' } = {}) {
  const context = await world.browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', hasTouch: viewport.width < 760 })
  await context.addInitScript((kept) => localStorage.setItem('gx-preferences', kept), JSON.stringify({ theme, size, language }))
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const faults = []
  page.on('console', (message) => {
    // A refusal by the server and a cut line are told by the browser as errors of loading; they are looked at elsewhere.
    if (['error', 'warning'].includes(message.type()) && !/Failed to load resource|net::ERR/.test(message.text())) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  return { page, context, faults, base: world.base }
}

export async function logIn(view, account) {
  await view.page.goto(`${view.base}/login`)
  await view.page.locator('input[autocomplete="username"]').fill(account.login)
  await view.page.locator('input[type="password"]').first().fill(account.password)
  await view.page.locator('button[type="submit"]').click()
  await view.page.waitForURL((url) => url.pathname !== '/login')
  await view.page.locator('#main h1').first().waitFor()
}

/** Waits until nothing on the page is loading any more. */
export async function settled(page) {
  await page.waitForLoadState('load')
  await page.waitForFunction(() => document.querySelector('#main h1, #main h2') && !document.querySelector('.loading'), null, { timeout: 15_000 })
}

/** Findings over the page, or over one part where a pop-up covers the rest. */
export async function axe(page, part) {
  await page.evaluate(axeSource)
  const found = await page.evaluate((wanted) => window.axe.run(wanted ?? document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }), part)
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')} (${one.nodes.length})`)
}
export function tooWide(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
export async function shot(page, name, fullPage = false) {
  if (!shots) return
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage })
}
/** A small picture of a fire, as a phone would send it. */
export async function photo(page) {
  const address = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 2400
    canvas.height = 1800
    const context = canvas.getContext('2d')
    const sky = context.createLinearGradient(0, 0, 0, 1800)
    sky.addColorStop(0, '#2b3444')
    sky.addColorStop(1, '#e8622a')
    context.fillStyle = sky
    context.fillRect(0, 0, 2400, 1800)
    context.fillStyle = '#ffd36b'
    for (let n = 0; n < 40; n += 1) context.fillRect(800 + ((n * 97) % 900), 900 + ((n * 53) % 700), 60, 120)
    return canvas.toDataURL('image/jpeg', 0.9)
  })
  return { name: 'fire.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(address.split(',')[1], 'base64') }
}
