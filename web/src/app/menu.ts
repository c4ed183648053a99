/** The menu and the command box show the same entries; what a person may not use is absent, not grey. */
import type { Key } from './i18n'
import type { IconName } from '@/ui/icons'

export interface Entry {
  path: string
  title: Key
  icon: IconName
  permission?: string
  badge?: 'tasks' | 'notices' | 'clocks'
}
export interface Group {
  title: Key
  entries: Entry[]
}

export const menu: Group[] = [
  {
    title: 'menu.mine',
    entries: [
      { path: '/', title: 'page.start', icon: 'home' },
      { path: '/tasks', title: 'page.tasks', icon: 'tasks', badge: 'tasks' },
      { path: '/notices', title: 'page.notices', icon: 'bell', badge: 'notices' },
      { path: '/search', title: 'page.search', icon: 'search' },
    ],
  },
  {
    title: 'menu.work',
    entries: [
      { path: '/report', title: 'page.report', icon: 'alarm', permission: 'incidents.report' },
      { path: '/incidents', title: 'page.incidents', icon: 'incident', permission: 'incidents.read', badge: 'clocks' },
      { path: '/ledger', title: 'page.ledger', icon: 'ledger', permission: 'incidents.read' },
      { path: '/disasters', title: 'page.disasters', icon: 'storm', permission: 'incidents.read' },
    ],
  },
  {
    title: 'menu.rules',
    entries: [
      { path: '/clauses', title: 'page.clauses', icon: 'clauses', permission: 'clauses.read' },
      { path: '/trail', title: 'page.trail', icon: 'trail', permission: 'trail.read' },
    ],
  },
  {
    title: 'menu.organisation',
    entries: [
      { path: '/organisation', title: 'page.organisation', icon: 'organisation', permission: 'org.read' },
      { path: '/people', title: 'page.people', icon: 'people', permission: 'org.read' },
      { path: '/duties', title: 'page.duties', icon: 'duties', permission: 'org.read' },
      { path: '/roster', title: 'page.roster', icon: 'roster', permission: 'org.read' },
      { path: '/calendar', title: 'page.calendar', icon: 'calendar', permission: 'calendar.read' },
      { path: '/import', title: 'page.import', icon: 'import', permission: 'org.manage' },
    ],
  },
  {
    title: 'menu.system',
    entries: [
      { path: '/settings', title: 'page.settings', icon: 'settings', permission: 'settings.manage' },
      { path: '/status', title: 'page.status', icon: 'status', permission: 'settings.manage' },
      { path: '/sessions', title: 'page.sessions', icon: 'sessions' },
    ],
  },
]

export function visibleMenu(may: (permission: string) => boolean): Group[] {
  return menu
    .map((group) => ({ ...group, entries: group.entries.filter((e) => !e.permission || may(e.permission)) }))
    .filter((group) => group.entries.length > 0)
}
