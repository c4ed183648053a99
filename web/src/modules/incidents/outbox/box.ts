/** The IndexedDB behind the outbox: entries and photos, sealed, by person. Nothing is deleted but by remove(). */
import type { Entry } from './entry'
import { bytesText, canSeal, makeVaultKey, seal, textBytes, unseal, type Sealed } from './vault'

interface Row {
  key: string
  person: string
  created_at: number
  sealed: Sealed
}
interface PhotoRow {
  key: string
  entry: string
  sealed: Sealed
}

const NAME = 'gx-outbox'

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error ?? new Error('IndexedDB'))
  })
}
function finished(tx: IDBTransaction): Promise<void> {
  return new Promise((done, failed) => {
    tx.oncomplete = () => done()
    tx.onabort = tx.onerror = () => failed(tx.error ?? new Error('IndexedDB'))
  })
}
function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore('entries', { keyPath: 'key' }).createIndex('person', 'person')
    request.result.createObjectStore('photos', { keyPath: 'key' }).createIndex('entry', 'entry')
    request.result.createObjectStore('keys')
  }
  return asked(request)
}

export interface Keeper {
  readonly person: string
  entries(): Promise<Entry[]>
  put(entry: Entry): Promise<void>
  add(entry: Entry, photos: { key: string; content: Blob }[]): Promise<void>
  photo(key: string): Promise<Blob | null>
  remove(entry: string): Promise<void>
}

/** Where the browser forbids IndexedDB (some private windows): lives as long as the page. */
export class MemoryBox implements Keeper {
  private readonly held = new Map<string, Entry>()
  private readonly photos = new Map<string, Blob>()
  constructor(readonly person: string) {}
  entries = (): Promise<Entry[]> => Promise.resolve([...this.held.values()])
  put = (entry: Entry): Promise<void> => Promise.resolve(void this.held.set(entry.key, entry))
  add = (entry: Entry, photos: { key: string; content: Blob }[]): Promise<void> => {
    photos.forEach((photo) => this.photos.set(photo.key, photo.content))
    return this.put(entry)
  }
  photo = (key: string): Promise<Blob | null> => Promise.resolve(this.photos.get(key) ?? null)
  remove = (entry: string): Promise<void> => Promise.resolve(void this.held.delete(entry))
}

export class Box implements Keeper {
  private constructor(
    private readonly db: IDBDatabase,
    private readonly key: CryptoKey | null,
    readonly person: string,
  ) {}

  static async of(person: string): Promise<Box> {
    const db = await open()
    if (!canSeal()) return new Box(db, null, person)
    const held = await asked<CryptoKey | undefined>(db.transaction('keys').objectStore('keys').get(person))
    if (held) return new Box(db, held, person)
    const made = await makeVaultKey()
    const tx = db.transaction('keys', 'readwrite')
    // Another tab may have been faster: add() keeps the first.
    tx.objectStore('keys').add(made, person)
    await finished(tx).catch(() => undefined)
    return new Box(db, await asked<CryptoKey>(db.transaction('keys').objectStore('keys').get(person)), person)
  }

  async entries(): Promise<Entry[]> {
    const index = this.db.transaction('entries').objectStore('entries').index('person')
    const rows = await asked<Row[]>(index.getAll(this.person))
    const opened = await Promise.all(
      rows.map(async (row) => JSON.parse(bytesText(await unseal(this.key, row.key, row.sealed))) as Entry),
    )
    return opened.sort((a, b) => a.created_at - b.created_at)
  }

  async put(entry: Entry): Promise<void> {
    const sealed = await seal(this.key, entry.key, textBytes(JSON.stringify(entry)))
    const row: Row = { key: entry.key, person: this.person, created_at: entry.created_at, sealed }
    const tx = this.db.transaction('entries', 'readwrite')
    tx.objectStore('entries').put(row)
    await finished(tx)
  }

  /** Entry and photos in one transaction: all is kept or nothing. */
  async add(entry: Entry, photos: { key: string; content: Blob }[]): Promise<void> {
    const sealed = await seal(this.key, entry.key, textBytes(JSON.stringify(entry)))
    const rows: PhotoRow[] = []
    for (const photo of photos)
      rows.push({ key: photo.key, entry: entry.key, sealed: await seal(this.key, photo.key, await photo.content.arrayBuffer()) })
    const tx = this.db.transaction(['entries', 'photos'], 'readwrite')
    tx.objectStore('entries').add({ key: entry.key, person: this.person, created_at: entry.created_at, sealed } satisfies Row)
    for (const row of rows) tx.objectStore('photos').add(row)
    await finished(tx)
  }

  async photo(key: string): Promise<Blob | null> {
    const row = await asked<PhotoRow | undefined>(this.db.transaction('photos').objectStore('photos').get(key))
    return row ? new Blob([await unseal(this.key, key, row.sealed)], { type: 'image/jpeg' }) : null
  }

  async remove(entry: string): Promise<void> {
    const tx = this.db.transaction(['entries', 'photos'], 'readwrite')
    tx.objectStore('entries').delete(entry)
    const photos = tx.objectStore('photos')
    const keys = await asked(photos.index('entry').getAllKeys(entry))
    for (const key of keys) photos.delete(key)
    await finished(tx)
  }
}
