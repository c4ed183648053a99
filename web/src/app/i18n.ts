/** Words: flat typed keys, both languages complete (a test compares them); only the one in use is loaded. */
import { shallowRef } from 'vue'
import type zh from '@/locales/zh-CN.json'

export type Key = keyof typeof zh
export type Language = 'zh' | 'en'
type Dictionary = Record<string, string>

const words = shallowRef<Dictionary>({})
export const language = shallowRef<Language>('zh')

export async function loadLanguage(wanted: Language): Promise<void> {
  const found = wanted === 'en' ? await import('@/locales/en.json') : await import('@/locales/zh-CN.json')
  words.value = found.default
  language.value = wanted
  document.documentElement.lang = wanted === 'en' ? 'en' : 'zh-CN'
}

/** "{n} 项" with {n: 3} -> "3 项". An unknown key shows itself, so that a missing word is seen. */
export function fill(text: string, params?: Record<string, string | number>): string {
  if (!params) return text
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}

export function t(key: Key, params?: Record<string, string | number>): string {
  return fill(words.value[key] ?? key, params)
}

/** "甲、乙" or "A, B". */
export function listed(items: readonly string[]): string {
  return items.join(language.value === 'en' ? ', ' : '、')
}

/** For keys made from server codes ("state.reported"): falls back to the code itself. */
export function word(group: string, code: string): string {
  return words.value[`${group}.${code}`] ?? code
}
