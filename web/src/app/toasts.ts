/** Short messages at the edge of the screen, read out by screen readers. */
import { shallowRef } from 'vue'
import { Problem } from '@/api/problem'
import { t } from './i18n'

export interface Toast {
  id: number
  text: string
  kind: 'ok' | 'bad' | 'alarm'
  link?: string
}
export const toasts = shallowRef<Toast[]>([])
let last = 0

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}
export function say(text: string, kind: Toast['kind'] = 'ok', link?: string): void {
  const id = ++last
  toasts.value = [...toasts.value.slice(-3), link === undefined ? { id, text, kind } : { id, text, kind, link }]
  // An alarm stays until it is closed.
  if (kind !== 'alarm') window.setTimeout(() => dismiss(id), kind === 'ok' ? 4000 : 9000)
}
export function textOf(problem: unknown): string {
  if (!(problem instanceof Problem)) return problem instanceof Error ? problem.message : String(problem)
  if (problem.isOffline) return t('problem.offline')
  return problem.detail || problem.title || problem.code
}
export function sayProblem(problem: unknown): void {
  say(textOf(problem), 'bad')
}
