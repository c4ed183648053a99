/** Keys of the house: Ctrl K command box, G then a letter goes, C reports, ? lists. Never while typing. */
import { router } from './router'
import { useSession } from './session'
import { commandOpen } from './shell/state'

const GO: Record<string, string> = { h: '/', t: '/tasks', n: '/notices', i: '/incidents', l: '/ledger', c: '/clauses', o: '/organisation' }

export function startKeys(): () => void {
  let goes = 0
  function pressed(event: KeyboardEvent): void {
    if (event.isComposing || !useSession().who) return
    const key = event.key.toLowerCase()
    if ((event.ctrlKey || event.metaKey) && key === 'k') {
      event.preventDefault()
      commandOpen.value = !commandOpen.value
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if ((event.target as HTMLElement).closest('input, textarea, select, [contenteditable], [role="dialog"], dialog')) return
    if (key === 'g') {
      goes = Date.now()
    } else if (Date.now() - goes < 1500 && GO[key]) {
      goes = 0
      void router.push(GO[key])
    } else if (key === 'c') {
      void router.push('/report')
    } else if (event.key === '?' || key === '/') {
      event.preventDefault()
      commandOpen.value = true
    }
  }
  document.addEventListener('keydown', pressed)
  return () => document.removeEventListener('keydown', pressed)
}
