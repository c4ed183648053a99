/**
 * News from the server: one stream per browser. A visible tab holds the lock and the stream and passes events to
 * the others; hidden tabs hold none. Without Web Locks (plain HTTP on old kernels) each visible tab holds its own.
 */
import { ref } from 'vue'

export interface News {
  unread: number
  tasks: number
  notice?: string
  link?: string
  urgency?: 'ordinary' | 'emergency'
}
export type StreamState = 'off' | 'open' | 'broken'
export const streamState = ref<StreamState>('off')

type Listener = (news: News, isNotice: boolean) => void

export function startEvents(heard: Listener, woken: () => void): () => void {
  let source: EventSource | null = null
  let release: (() => void) | null = null
  let waiting: AbortController | null = null
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel('gx-events') : null

  function take(raw: string, isNotice: boolean, own: boolean): void {
    try {
      const news = JSON.parse(raw) as News
      if (own) channel?.postMessage({ raw, isNotice })
      heard(news, isNotice)
    } catch {
      // A broken event is dropped; the next one or the next refresh brings the state.
    }
  }
  function open(): void {
    if (source) return
    source = new EventSource('/api/events')
    source.onopen = () => (streamState.value = 'open')
    source.onerror = () => (streamState.value = 'broken')
    source.addEventListener('notice', (event) => take((event as MessageEvent<string>).data, true, true))
    source.addEventListener('counts', (event) => take((event as MessageEvent<string>).data, false, true))
  }
  function close(): void {
    source?.close()
    source = null
    release?.()
    release = null
    waiting?.abort()
    waiting = null
    streamState.value = 'off'
  }
  function begin(): void {
    if (!('locks' in navigator)) return open()
    if (waiting || source) return
    waiting = new AbortController()
    navigator.locks
      .request('gx-events', { signal: waiting.signal }, () => {
        open()
        return new Promise<void>((done) => (release = done))
      })
      .catch(() => undefined)
  }
  function seen(): void {
    if (document.visibilityState === 'hidden') return close()
    begin()
    woken()
  }
  if (channel) channel.onmessage = (event: MessageEvent<{ raw: string; isNotice: boolean }>) =>
    take(event.data.raw, event.data.isNotice, false)
  document.addEventListener('visibilitychange', seen)
  if (document.visibilityState !== 'hidden') begin()
  return () => {
    document.removeEventListener('visibilitychange', seen)
    close()
    channel?.close()
  }
}
