/** How this browser likes to show things; kept on the device, the language also on the server. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { configure } from '@/api/client'
import { language, loadLanguage, type Language } from './i18n'

export type Theme = 'auto' | 'light' | 'dark'
export type Size = 'normal' | 'large' | 'huge'
const STORE = 'gx-preferences'

interface Kept {
  theme: Theme
  size: Size
  language: Language
}

function kept(): Kept {
  const fallback: Kept = { theme: 'auto', size: 'normal', language: navigator.language.startsWith('en') ? 'en' : 'zh' }
  try {
    return { ...fallback, ...(JSON.parse(localStorage.getItem(STORE) ?? '{}') as Partial<Kept>) }
  } catch {
    return fallback
  }
}

export const usePreferences = defineStore('preferences', () => {
  const start = kept()
  /** Was a language ever chosen on this device? */
  const chosen = ref(localStorage.getItem(STORE) !== null)
  const theme = ref<Theme>(start.theme)
  const size = ref<Size>(start.size)
  const dark = matchMedia('(prefers-color-scheme: dark)')

  function show(): void {
    const isDark = theme.value === 'dark' || (theme.value === 'auto' && dark.matches)
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'
    document.documentElement.classList.toggle('dark', isDark)
    document.documentElement.dataset['size'] = size.value
  }
  function keep(): void {
    localStorage.setItem(STORE, JSON.stringify({ theme: theme.value, size: size.value, language: language.value }))
    show()
  }
  function setTheme(wanted: Theme): void {
    theme.value = wanted
    keep()
  }
  function setSize(wanted: Size): void {
    size.value = wanted
    keep()
  }
  async function chooseLanguage(wanted: Language): Promise<void> {
    await setLanguage(wanted)
    chosen.value = true
    keep()
  }
  async function setLanguage(wanted: Language): Promise<void> {
    await loadLanguage(wanted)
    configure({ language: wanted })
    show()
  }
  dark.addEventListener('change', show)
  show()
  return { theme, size, chosen, setTheme, setSize, setLanguage, chooseLanguage, startLanguage: start.language }
})
