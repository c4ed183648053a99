import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { t, type Key } from './i18n'
import { useSession } from './session'
import { loadFrame } from './shell/load'

declare module 'vue-router' {
  interface RouteMeta {
    title: Key
    /** Shown without a session. */
    open?: boolean
    permission?: string
  }
}

const system = (title: Key, permission?: string): { title: Key; permission?: string } =>
  permission ? { title, permission } : { title }

export const routes: RouteRecordRaw[] = [
  { path: '/login', component: () => import('@/modules/system/LoginPage.vue'), meta: { title: 'page.login', open: true } },
  { path: '/password', component: () => import('@/modules/system/PasswordPage.vue'), meta: system('page.password') },
  { path: '/', component: () => import('@/modules/system/StartPage.vue'), meta: system('page.start') },
  { path: '/me', component: () => import('@/modules/system/MePage.vue'), meta: system('page.me') },
  { path: '/tasks', component: () => import('@/modules/system/TasksPage.vue'), meta: system('page.tasks') },
  { path: '/notices', component: () => import('@/modules/system/NoticesPage.vue'), meta: system('page.notices') },
  { path: '/report', component: () => import('@/modules/incidents/ReportPage.vue'), meta: system('page.report', 'incidents.report') },
  { path: '/incidents', component: () => import('@/modules/incidents/ListPage.vue'), meta: system('page.incidents', 'incidents.read') },
  { path: '/incidents/:id(\\d+)', component: () => import('@/modules/incidents/DetailPage.vue'), meta: system('page.incident', 'incidents.read'), props: true },
  { path: '/ledger', component: () => import('@/modules/incidents/LedgerPage.vue'), meta: system('page.ledger', 'incidents.read') },
  { path: '/ledgers/:id(\\d+)', component: () => import('@/modules/incidents/MonthPage.vue'), meta: system('page.ledger_month', 'incidents.read'), props: true },
  { path: '/company_ledgers/:id(\\d+)', component: () => import('@/modules/incidents/MonthPage.vue'), meta: system('page.ledger_month', 'incidents.read'), props: true },
  { path: '/disasters', component: () => import('@/modules/incidents/DisastersPage.vue'), meta: system('page.disasters', 'incidents.read') },
  { path: '/disasters/:id(\\d+)', component: () => import('@/modules/incidents/DisasterPage.vue'), meta: system('page.disaster', 'incidents.read'), props: true },
  { path: '/search', component: () => import('@/modules/system/SearchPage.vue'), meta: system('page.search') },
  { path: '/clauses', component: () => import('@/modules/system/ClausesPage.vue'), meta: system('page.clauses', 'clauses.read') },
  { path: '/clauses/:id', component: () => import('@/modules/system/ClausePage.vue'), meta: system('page.clause', 'clauses.read'), props: true },
  { path: '/trail', component: () => import('@/modules/system/TrailPage.vue'), meta: system('page.trail', 'trail.read') },
  { path: '/organisation', component: () => import('@/modules/system/OrganisationPage.vue'), meta: system('page.organisation', 'org.read') },
  { path: '/people', component: () => import('@/modules/system/PeoplePage.vue'), meta: system('page.people', 'org.read') },
  { path: '/duties', component: () => import('@/modules/system/DutiesPage.vue'), meta: system('page.duties', 'org.read') },
  { path: '/roster', component: () => import('@/modules/system/RosterPage.vue'), meta: system('page.roster', 'org.read') },
  { path: '/calendar', component: () => import('@/modules/system/CalendarPage.vue'), meta: system('page.calendar', 'calendar.read') },
  { path: '/import', component: () => import('@/modules/system/ImportPage.vue'), meta: system('page.import', 'org.manage') },
  { path: '/settings', component: () => import('@/modules/system/SettingsPage.vue'), meta: system('page.settings', 'settings.manage') },
  { path: '/status', component: () => import('@/modules/system/StatusPage.vue'), meta: system('page.status', 'settings.manage') },
  { path: '/sessions', component: () => import('@/modules/system/SessionsPage.vue'), meta: system('page.sessions') },
  { path: '/:rest(.*)*', component: () => import('@/modules/system/MissingPage.vue'), meta: system('page.missing') },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach((to) => {
  const session = useSession()
  if (to.meta.open) return session.who && !session.offline ? '/' : true
  if (!session.who) return { path: '/login', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (session.who.must_change_password && to.path !== '/password') return '/password'
  // A page without right looks exactly like one that is not there.
  if (to.meta.permission && !session.may(to.meta.permission)) return { path: '/missing', replace: true }
  // Fetched beside the page, waited for below: the page never stands without its frame.
  void loadFrame()
  return true
})
router.beforeResolve(async (to) => {
  if (!to.meta.open) await loadFrame()
})
router.afterEach((to, from) => {
  document.title = `${t(to.meta.title)} · ${t('app.name')}`
  if (to.path !== from.path && from.matched.length > 0) document.getElementById('main')?.focus({ preventScroll: true })
})
