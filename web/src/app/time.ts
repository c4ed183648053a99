/** Times on screen: the company's time zone, counted by the server's clock and never by the computer's. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { language } from './i18n'

const ZONE = 'Asia/Shanghai'
const ZONE_OFFSET = '+08:00'

let base = Date.now()
let basePerformance = performance.now()

/** Takes the server's time; a whole-second source (the Date header) only where it differs by more than 2 s. */
export function setServerTime(time: string, wholeSeconds = false): void {
  const said = Date.parse(time)
  if (Number.isNaN(said)) return
  if (wholeSeconds && Math.abs(said + 500 - serverNow()) < 2000) return
  base = wholeSeconds ? said + 500 : said
  basePerformance = performance.now()
}
export function serverNow(): number {
  return base + (performance.now() - basePerformance)
}

const tick = shallowRef(serverNow())
let watchers = 0
let timer = 0
/** The server's now, once a second, only while something on screen counts. */
export function useNow(): ShallowRef<number> {
  if (watchers++ === 0) timer = window.setInterval(() => (tick.value = serverNow()), 1000)
  tick.value = serverNow()
  onScopeDispose(() => {
    if (--watchers === 0) window.clearInterval(timer)
  })
  return tick
}

const formats = new Map<string, Intl.DateTimeFormat>()
function format(kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = language.value === 'en' ? 'en-GB' : 'zh-CN'
  const key = locale + kind
  let found = formats.get(key)
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options })))
  return found
}
const numeric = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
function parts(at: number, withSeconds: boolean): Record<string, string> {
  const found = format(withSeconds ? 'parts-s' : 'parts', {
    ...numeric, hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(withSeconds ? { second: '2-digit' } : {}),
  })
  return Object.fromEntries(found.formatToParts(at).map((part) => [part.type, part.value]))
}

/** 2026-11-23 */
export function day(time: string | number): string {
  const p = parts(+new Date(time), false)
  return `${p['year']}-${p['month']}-${p['day']}`
}
/** 2026-11-23 08:05, with seconds where they matter */
export function moment(time: string | number | null | undefined, withSeconds = false): string {
  if (time === undefined || time === null || time === '') return '—'
  const p = parts(+new Date(time), withSeconds)
  const seconds = withSeconds ? `:${p['second']}` : ''
  return `${p['year']}-${p['month']}-${p['day']} ${p['hour']}:${p['minute']}${seconds}`
}
/** 11-23 08:05; the year only where it is another one */
export function shortMoment(time: string | number | null | undefined, now = serverNow()): string {
  if (time === undefined || time === null || time === '') return '—'
  const whole = moment(time)
  return whole.slice(0, 4) === day(now).slice(0, 4) ? whole.slice(5) : whole
}
export function longDay(time: number): string {
  return format('long', { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' }).format(time)
}
/** Value of a datetime-local input in the company's time zone. */
export function toInput(time: number | string): string {
  return moment(time).replace(' ', 'T')
}
/** RFC 3339 UTC of what a datetime-local input holds; empty where it holds nothing. */
export function fromInput(value: string): string {
  const text = value.trim().replace(' ', 'T')
  if (!text) return ''
  const time = Date.parse(`${text.length === 16 ? text + ':00' : text}${ZONE_OFFSET}`)
  return Number.isNaN(time) ? '' : new Date(time).toISOString().replace('.000Z', 'Z')
}
/** 2026-11 of a moment */
export function month(time: number | string): string {
  return day(time).slice(0, 7)
}

/** 01:24:10, and "2 天 03:24" when days remain; never negative. */
export function countdown(milliseconds: number, dayWord: string): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const days = Math.floor(seconds / 86_400)
  const two = (n: number): string => String(n).padStart(2, '0')
  const hours = two(Math.floor((seconds % 86_400) / 3600))
  const minutes = two(Math.floor((seconds % 3600) / 60))
  return days > 0 ? `${days}${dayWord} ${hours}:${minutes}` : `${hours}:${minutes}:${two(seconds % 60)}`
}

/** 1,234.50 of 123450 fen */
export function money(fen: number | string | null | undefined): string {
  if (fen === undefined || fen === null || fen === '') return '—'
  const whole = BigInt(fen)
  const absolute = whole < 0n ? -whole : whole
  const yuan = (absolute / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  return `${whole < 0n ? '-' : ''}${yuan}.${(absolute % 100n).toString().padStart(2, '0')}`
}
/** Fen of "1,234.5"; undefined where it is no amount of money. */
export function fen(text: string): number | undefined {
  const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.replace(/[,，\s]/g, ''))
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined
}
