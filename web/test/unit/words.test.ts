import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '@/locales/en.json'
import zh from '@/locales/zh-CN.json'
import { fill } from '@/app/i18n'

const source = join(__dirname, '../../src')
function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? files(join(folder, entry.name)) : /\.(vue|ts)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [join(folder, entry.name)] : []))
}
const texts = files(source).map((name) => ({ name: name.slice(source.length + 1), text: readFileSync(name, 'utf8') }))
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort()

describe('both languages', () => {
  it('have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  })
  it('have the same places to fill in, and no empty text', () => {
    for (const [key, text] of Object.entries(zh)) {
      const other = (en as Record<string, string>)[key] ?? ''
      expect([key, holes(other)]).toEqual([key, holes(text)])
      expect(text.trim() && other.trim()).toBeTruthy()
    }
  })
  it('English is English', () => {
    for (const [key, text] of Object.entries(en)) expect([key, /[\u4e00-\u9fff]/.test(text)]).toEqual([key, false])
  })
  it('each word that a page asks for is there, and none is idle', () => {
    const all = texts.map((file) => file.text).join('\n')
    const asked = new Set([...all.matchAll(/\bt\(\s*'([a-z_]+\.[\w.]+)'/g)].map((found) => found[1] ?? ''))
    for (const key of asked) expect(Object.keys(zh)).toContain(key)
    const groups = new Set([...all.matchAll(/\bword\('(\w+)'/g)].map((found) => found[1] ?? ''))
    const idle = Object.keys(zh).filter((key) => !all.includes(`'${key}'`) && !all.includes(`"${key}"`) && !groups.has(key.split('.')[0] ?? '') && !key.startsWith('report.need_'))
    expect(idle).toEqual([])
  })
  it('fills in what is known and shows the rest', () => {
    expect(fill('共 {n} 条', { n: 3 })).toBe('共 3 条')
    expect(fill('{a} {b}', { a: 'x' })).toBe('x {b}')
  })
})

describe('the rules of the house', () => {
  it('files hold at most 500 lines, components 200', () => {
    for (const { name, text } of texts) expect([name, text.split('\n').length <= (name.endsWith('.vue') ? 200 : 500)]).toEqual([name, true])
  })
  it('the component library is used through ui/ only', () => {
    for (const { name, text } of texts) if (!name.startsWith('ui/')) expect([name, /from 'element-plus/.test(text)]).toEqual([name, false])
  })
  it('no static style attribute: the content policy would refuse it', () => {
    for (const { name, text } of texts) expect([name, /\sstyle="/.test(text)]).toEqual([name, false])
  })
  it('no visible Chinese text outside of the word lists', () => {
    const allowed = /<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|\/\/.*|中文|、/g
    for (const { name, text } of texts) if (name.endsWith('.vue')) expect([name, /[\u4e00-\u9fff]/.test(text.replace(allowed, ''))]).toEqual([name, false])
  })
})
