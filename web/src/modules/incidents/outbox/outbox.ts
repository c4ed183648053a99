/** Every quick report goes through here: kept on the device first, then sent, report before photos. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { newKey, upload, write } from '@/api/client'
import { refresh } from '@/api/queries'
import type { NewIncident, Session } from '@/api/types'
import { Box, MemoryBox, type Keeper } from './box'
import { next, outcomeOf, pause, type Entry, type Outcome } from './entry'
import { canSeal } from './vault'

async function step(box: Keeper, entry: Entry): Promise<Outcome> {
  try {
    if (entry.stage === 'report') {
      const made = await write('post', '/api/incidents', entry.report, { key: entry.key })
      return { kind: 'reported', incident: made.id, number: made.number }
    }
    const missing = entry.photos.find((photo) => photo.file === undefined)
    if (missing) {
      const content = await box.photo(missing.key)
      if (!content) return { kind: 'photo', key: missing.key, file: '' }
      const file = await upload('/api/files', content, { key: missing.key, query: { name: missing.name } })
      return { kind: 'photo', key: missing.key, file: file.id }
    }
    const photos = entry.photos.map((photo) => photo.file ?? '').filter((file) => file !== '')
    if (photos.length > 0)
      await write('post', '/api/incidents/{id}/photos', { photos }, { path: { id: entry.incident ?? '' }, key: `${entry.key}-photos` })
    return { kind: 'attached' }
  } catch (problem) {
    return outcomeOf(problem)
  }
}

export const useOutbox = defineStore('outbox', () => {
  const entries = shallowRef<Entry[]>([])
  const sending = ref(false)
  const waiting = computed(() => entries.value.length)
  const refused = computed(() => entries.value.filter((entry) => entry.refused))
  let box: Keeper | null = null
  let timer = 0

  async function useFor(session: Session | null): Promise<void> {
    const person = session?.person.id ?? ''
    if (box?.person === person) return
    box = null
    entries.value = []
    if (!person) return
    box = await Box.of(person).catch(() => new MemoryBox(person))
    entries.value = await box.entries()
    void flush()
  }

  /** Keeps the report on the device; true once it is there. Sending begins at once but is not waited for. */
  async function add(report: NewIncident, photos: { name: string; content: Blob }[]): Promise<string> {
    const key = newKey()
    const named = photos.map((photo, index) => ({ key: `${key}-p${index + 1}`, ...photo }))
    const entry: Entry = {
      key,
      person: box?.person ?? '',
      created_at: Date.now(),
      stage: 'report',
      report: { ...report, ...(navigator.onLine ? {} : { offline: true }) },
      photos: named.map((photo) => ({ key: photo.key, name: photo.name })),
      tries: 0,
    }
    if (!box) throw new Error('no outbox')
    await box.add(entry, named)
    entries.value = [...entries.value, entry]
    return key
  }

  async function keep(entry: Entry): Promise<void> {
    if (entry.stage === 'done') {
      await box?.remove(entry.key)
      entries.value = entries.value.filter((other) => other.key !== entry.key)
      refresh('incidents')
    } else {
      await box?.put(entry)
      entries.value = entries.value.map((other) => (other.key === entry.key ? entry : other))
    }
  }

  /** Sends one entry as far as it goes now; gives its last state. */
  async function send(key: string): Promise<Entry | undefined> {
    let entry = entries.value.find((one) => one.key === key)
    const own = box
    while (entry && own && entry.stage !== 'done' && !entry.refused) {
      const outcome: Outcome = await step(own, entry)
      entry = next(entry, outcome)
      await keep(entry)
      if (outcome.kind === 'reported') done.value = { key, incident: outcome.incident, number: outcome.number }
      if (outcome.kind === 'later') break
    }
    return entry
  }

  /** Sends one entry now and lets the rest follow by itself. */
  async function deliver(key: string): Promise<Entry | undefined> {
    const entry = await send(key)
    void flush()
    return entry
  }

  const done = shallowRef<{ key: string; incident: string; number: string } | null>(null)

  async function flushAlone(): Promise<void> {
    window.clearTimeout(timer)
    sending.value = true
    try {
      // Another tab may have sent some: the box is the truth.
      if (box) entries.value = await box.entries()
      for (const entry of entries.value) await send(entry.key)
    } finally {
      sending.value = false
    }
    const tries = entries.value.filter((entry) => !entry.refused).map((entry) => entry.tries)
    if (tries.length > 0) timer = window.setTimeout(() => void flush(), pause(Math.min(...tries)) * 1000)
  }
  /** One tab at a time where the browser has locks; the server's idempotency keys hold in any case. */
  async function flush(): Promise<void> {
    if (sending.value || !box) return
    if ('locks' in navigator) await navigator.locks.request('gx-outbox', { ifAvailable: true }, async (lock) => (lock ? flushAlone() : undefined))
    else await flushAlone()
  }

  /** The person decides: throw an unsent report away. Never done by itself. */
  async function discard(key: string): Promise<void> {
    await box?.remove(key)
    entries.value = entries.value.filter((entry) => entry.key !== key)
  }
  /** Takes a refused report out to be corrected in the form; a changed report needs a new key. */
  async function takeBack(key: string): Promise<{ report: NewIncident; photos: { name: string; content: Blob }[] } | null> {
    const entry = entries.value.find((one) => one.key === key)
    if (!entry || !box || entry.stage !== 'report') return null
    const photos: { name: string; content: Blob }[] = []
    for (const photo of entry.photos) {
      const content = await box.photo(photo.key)
      if (content) photos.push({ name: photo.name, content })
    }
    return { report: entry.report, photos }
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void flush()
  })
  return { entries, waiting, refused, sending, done, sealed: canSeal(), useFor, add, deliver, flush, discard, takeBack }
})
