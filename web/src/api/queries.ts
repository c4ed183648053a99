/** What pages read, under keys that server events can refresh. Lists are fresh for 30 s, dictionaries for 5 min. */
import { keepPreviousData, QueryClient, useInfiniteQuery, useQuery, VueQueryPlugin } from '@tanstack/vue-query'
import { computed, getCurrentInstance, toValue, type MaybeRefOrGetter } from 'vue'
import { language } from '@/app/i18n'
import { read, type Answer, type Query } from './client'
import { Problem } from './problem'

const DICTIONARY = 5 * 60_000

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, problem) => !(problem instanceof Problem && problem.status > 0 && problem.status < 500) && count < 2,
      // A form that is open must never be fetched over; events refresh what has to be new.
      refetchOnWindowFocus: false,
    },
  },
})
let installed = false
/** Called by what comes first with queries of its own (the frame, the help drawer); the log-in page has none. */
export function installQueries(): void {
  if (installed) return
  installed = true
  getCurrentInstance()?.appContext.app.use(VueQueryPlugin, { queryClient })
}
export function refresh(...topics: string[]): void {
  for (const topic of topics) void queryClient.invalidateQueries({ queryKey: [topic] })
}

export const useTasks = () =>
  useQuery({ queryKey: ['tasks', language], queryFn: ({ signal }) => read('/api/tasks', { signal }) })
export const useLatestNotices = () =>
  useQuery({
    queryKey: ['notices', 'latest', language],
    queryFn: ({ signal }) => read('/api/notices', { query: { limit: 6 }, signal }),
  })
export const useClocks = (enabled: MaybeRefOrGetter<boolean> = true) =>
  useQuery({
    queryKey: ['incidents', 'clocks', language],
    queryFn: ({ signal }) => read('/api/incidents/clocks', { signal }),
    enabled: computed(() => toValue(enabled)),
    refetchInterval: 60_000,
  })
export const useKinds = () =>
  useQuery({
    queryKey: ['kinds', language],
    queryFn: ({ signal }) => read('/api/incident-kinds', { signal }),
    staleTime: DICTIONARY,
  })
export const useCompounds = () =>
  useQuery({ queryKey: ['compounds'], queryFn: ({ signal }) => read('/api/compounds', { signal }), staleTime: DICTIONARY })
export const usePlaces = (compound: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['places', compound],
    queryFn: ({ signal }) => read('/api/compounds/{id}/places', { path: { id: toValue(compound) }, signal }),
    enabled: computed(() => toValue(compound) !== ''),
    staleTime: DICTIONARY,
  })
export const useDepartments = () =>
  useQuery({ queryKey: ['departments'], queryFn: ({ signal }) => read('/api/departments', { signal }), staleTime: DICTIONARY })
export const usePosts = () =>
  useQuery({ queryKey: ['posts'], queryFn: ({ signal }) => read('/api/posts', { signal }) })
export const useDuties = () =>
  useQuery({ queryKey: ['duties', language], queryFn: ({ signal }) => read('/api/duties', { signal }), staleTime: DICTIONARY })
export const useClauses = (enabled: MaybeRefOrGetter<boolean> = true) =>
  useQuery({
    queryKey: ['clauses', language],
    queryFn: ({ signal }) => read('/api/clauses', { signal }),
    enabled: computed(() => toValue(enabled)),
    staleTime: DICTIONARY,
  })
export const usePeople = (search: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['people', search],
    queryFn: ({ signal }) => read('/api/people', { query: toValue(search) ? { q: toValue(search), limit: 100 } : { limit: 100 }, signal }),
    placeholderData: keepPreviousData,
  })
export const useIncident = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['incidents', 'one', id, language],
    queryFn: ({ signal }) => read('/api/incidents/{id}', { path: { id: toValue(id) }, signal }),
  })
export const useTimeline = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['incidents', 'timeline', id, language],
    queryFn: ({ signal }) => read('/api/incidents/{id}/timeline', { path: { id: toValue(id) }, signal }),
  })

interface Page<T> {
  items: T[]
  next?: string
}
type Item<P extends PagedPath> = Answer<P, 'get'> extends { items: (infer I)[] } ? I : never
type PagedPath = '/api/incidents' | '/api/notices' | '/api/search' | '/api/trail'
/** A list with cursors: pages are appended on demand. */
export function usePaged<P extends PagedPath>(topic: string, path: P, query: () => Partial<Query<P>>, enabled: () => boolean = () => true) {
  const wanted = computed(() => JSON.stringify(query()))
  return useInfiniteQuery({
    queryKey: [topic, 'list', wanted, language],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }): Promise<Page<Item<P>>> => {
      const asked = { ...query(), ...(pageParam ? { cursor: pageParam } : {}) } as Partial<Query<P>>
      return (await read<PagedPath>(path, { query: asked as never, signal })) as unknown as Page<Item<P>>
    },
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: keepPreviousData,
    enabled: computed(enabled),
  })
}
