/** Log-out: unsent reports are told first; they stay, sealed, for the same person's next log-in. */
import { useRouter } from 'vue-router'
import { queryClient } from '@/api/queries'
import { useOutbox } from '@/modules/incidents/outbox/outbox'
import { t } from '../i18n'
import { useSession } from '../session'

export function useLogOut(): () => Promise<void> {
  const session = useSession()
  const outbox = useOutbox()
  const router = useRouter()
  return async () => {
    if (outbox.waiting > 0 && !confirm(t('outbox.leave', { n: outbox.waiting }))) return
    await session.logOut()
    queryClient.clear()
    await router.push('/login')
  }
}
