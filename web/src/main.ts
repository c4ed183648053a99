import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { configure } from '@/api/client'
import App from '@/app/App.vue'
import { usePreferences } from '@/app/preferences'
import { router } from '@/app/router'
import { useSession } from '@/app/session'
import { setServerTime } from '@/app/time'
import '@/ui/tokens.css'
import '@/ui/base.css'
import '@/ui/print.css'
import '@/ui/fields.css'

async function start(): Promise<void> {
  const app = createApp(App)
  app.use(createPinia())
  const preferences = usePreferences()
  const session = useSession()
  configure({
    unauthorised: () => {
      if (session.who && !session.offline) session.ended = true
    },
    serverTime: (date) => setServerTime(date, true),
  })
  await Promise.all([preferences.setLanguage(preferences.startLanguage), session.load()])
  app.use(router)
  await router.isReady()
  app.mount('#app')
  if ('serviceWorker' in navigator && import.meta.env.PROD) navigator.serviceWorker.register('/sw.js').catch(() => undefined)
}

void start()
