// Measures the built pages against the budgets; fails when one is broken. Bytes after brotli 11.
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const KB = 1024
const LIMITS = { loginScript: 62, firstScript: 90, firstStyle: 15, routeScript: 110 }

const size = (name) =>
  brotliCompressSync(readFileSync(new URL(name, dist)), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length / KB

/** Files that a page needs beside what `held` has already: static imports of the chunk and their styles. */
export function needs(manifest, entries, held = new Set()) {
  const scripts = new Set()
  const styles = new Set()
  const take = (key) => {
    const part = manifest[key]
    if (!part || scripts.has(part.file) || held.has(part.file)) return
    if (part.file.endsWith('.js')) scripts.add(part.file)
    for (const style of part.css ?? []) styles.add(style)
    for (const other of part.imports ?? []) take(other)
  }
  entries.forEach(take)
  return { scripts, styles }
}
const total = (names) => [...names].reduce((sum, name) => sum + size(name), 0)

export function measure() {
  const manifest = JSON.parse(readFileSync(new URL('build-manifest.json', dist), 'utf8'))
  const words = 'src/locales/zh-CN.json'
  const login = needs(manifest, ['index.html', words, 'src/modules/system/LoginPage.vue'])
  const first = needs(manifest, ['index.html', words, 'src/app/shell/AppFrame.vue', 'src/modules/system/StartPage.vue'])
  const rows = [
    ['log-in script', total(login.scripts), LIMITS.loginScript],
    ['first page script', total(first.scripts), LIMITS.firstScript],
    ['first page style', total(first.styles), LIMITS.firstStyle],
  ]
  for (const key of Object.keys(manifest).filter((name) => name.endsWith('Page.vue'))) {
    const route = needs(manifest, [key], first.scripts)
    rows.push([`${key.split('/').pop()} more script`, total(route.scripts), LIMITS.routeScript])
  }
  return rows
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  let broken = 0
  for (const [name, kilobytes, limit] of measure()) {
    const over = kilobytes > limit
    broken += over ? 1 : 0
    console.log(`${over ? 'OVER' : 'ok  '} ${name.padEnd(38)} ${kilobytes.toFixed(1).padStart(6)} KB of ${limit}`)
  }
  process.exit(broken ? 1 : 0)
}
