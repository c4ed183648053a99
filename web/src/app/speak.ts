/** The server speaks the language of the session; this makes it the language of the screen. */
import { write } from '@/api/client'
import { queryClient } from '@/api/queries'
import { language, type Language } from './i18n'
import { usePreferences } from './preferences'
import { useSession } from './session'

export async function speakAs(wanted: Language): Promise<void> {
  await write('put', '/api/session/language', { language: wanted }).catch(() => undefined)
  const session = useSession()
  if (session.who) session.who = { ...session.who, language: wanted }
  await queryClient.invalidateQueries()
}
/** After log-in: what was chosen on this device wins, else what the account has. */
export async function agreeOnLanguage(): Promise<void> {
  const session = useSession()
  const preferences = usePreferences()
  if (!session.who || session.offline || session.who.language === language.value) return
  if (preferences.chosen) await speakAs(language.value)
  else await preferences.setLanguage(session.who.language)
}
