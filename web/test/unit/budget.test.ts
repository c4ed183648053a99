import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(__dirname, '../..')
const dist = join(root, 'dist')

describe.skipIf(!existsSync(dist))('the built pages', async () => {
  const { measure } = (await import('../budget.mjs' as string)) as { measure: () => [string, number, number][] }
  it.each(measure())('%s: %f KB brotli of at most %i', (_name, kilobytes, limit) => {
    expect(kilobytes).toBeLessThanOrEqual(limit)
  })
  it('hold no inline script or style and load nothing from elsewhere', () => {
    const page = readFileSync(join(dist, 'index.html'), 'utf8')
    expect(page).not.toMatch(/<style|style=|<script>|\son\w+=/)
    expect(page).not.toMatch(/https?:\/\//)
  })
  it('hold no trace of the server in memory', () => {
    for (const name of readdirSync(join(dist, 'assets'))) expect(readFileSync(join(dist, 'assets', name), 'utf8')).not.toContain('startMock')
  })
  it('run in Chromium 92: no newer syntax, none of the newer selectors that carry the layout', async () => {
    const config = readFileSync(join(root, 'vite.config.ts'), 'utf8')
    expect(config).toContain("['es2020', 'chrome92']")
    for (const name of readdirSync(join(dist, 'assets')).filter((one) => one.endsWith('.js'))) {
      const text = readFileSync(join(dist, 'assets', name), 'utf8')
      // Class static blocks (94), the v flag (112) and logical nullish assignment would all be compiled away.
      expect([name, /\bstatic\{/.test(text)]).toEqual([name, false])
    }
    for (const name of readdirSync(join(dist, 'assets')).filter((one) => one.endsWith('.css')))
      expect([name, /:has\(|@container|@layer/.test(readFileSync(join(dist, 'assets', name), 'utf8'))]).toEqual([name, false])
  })
  it('the worker holds the page of the offline report', () => {
    const worker = readFileSync(join(dist, 'sw.js'), 'utf8')
    expect(worker).toMatch(/ReportPage-/)
    expect(worker).toMatch(/OutboxSheet-/)
    expect(worker).not.toContain('__FILES__')
  })
})
