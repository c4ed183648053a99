/** What the pages do when the server has news: fresh queries, badges, an alarm that stays. */
import { refresh } from '@/api/queries'
import { read } from '@/api/client'
import type { News } from './events'
import { say } from './toasts'

export interface Badges {
  tasks: number
  notices: number
}

export function hearNews(news: News, isNotice: boolean, badges: Badges): void {
  badges.notices = news.unread
  badges.tasks = news.tasks
  refresh('tasks', 'notices', 'incidents')
  if (isNotice && news.urgency === 'emergency') void alarm()
}
async function alarm(): Promise<void> {
  // The event holds no text; only who may read the notice gets it.
  const latest = await read('/api/notices', { query: { limit: 3 } }).catch(() => null)
  const notice = latest?.items.find((item) => item.urgency === 'emergency')
  if (notice) say(notice.text, 'alarm', notice.link)
}
