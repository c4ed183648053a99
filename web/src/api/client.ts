/** The one door to the server: typed by its OpenAPI, refusals thrown as Problem. */
import createClient from 'openapi-fetch'
import { Problem, problemOf } from './problem'
import type { paths } from './schema'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Json<T> = T extends { content: { 'application/json': infer A } } ? A : never
type Operation<P extends keyof paths, M extends Method> = paths[P][M]
type Success<R> = R extends { 200: infer A } ? A : R extends { 201: infer A } ? A : never

export type Answer<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R } ? Json<Success<R>> : never
export type Body<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { requestBody: infer B } ? Json<B> : undefined
export type Query<P extends keyof paths, M extends Method = 'get'> =
  Operation<P, M> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never
type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never
}[keyof paths]

export interface ReadOptions<P extends keyof paths> {
  path?: Record<string, string>
  query?: Partial<Query<P>>
  signal?: AbortSignal | undefined
}
export interface WriteOptions {
  path?: Record<string, string>
  query?: Record<string, string | boolean>
  /** Revision of the record that the person saw (If-Match). */
  rev?: number | string
  /** Idempotency-Key; every create has one, made anew unless the caller keeps its own. */
  key?: string
  signal?: AbortSignal | undefined
}

let language = 'zh'
let onUnauthorised: () => void = () => {}
let onServerTime: (date: string) => void = () => {}
export function configure(hooks: {
  language?: string
  unauthorised?: () => void
  serverTime?: (date: string) => void
}): void {
  if (hooks.language) language = hooks.language
  if (hooks.unauthorised) onUnauthorised = hooks.unauthorised
  if (hooks.serverTime) onServerTime = hooks.serverTime
}

/** Safe on plain HTTP too, where crypto.randomUUID does not exist. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const client = createClient<paths>({ baseUrl: '', credentials: 'same-origin' })
const send = client.request as unknown as (
  method: string,
  path: string,
  init: object,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>

async function call(method: Method, path: string, init: object): Promise<unknown> {
  let result
  try {
    result = await send(method, path, init)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw Problem.offline()
  }
  const date = result.response.headers.get('Date')
  if (date) onServerTime(date)
  if (result.response.ok) return result.data
  const problem = problemOf(result.response.status, result.error)
  if (problem.code === 'not_logged_in') onUnauthorised()
  throw problem
}

export async function read<P extends PathWith<'get'>>(path: P, options: ReadOptions<P> = {}): Promise<Answer<P, 'get'>> {
  const headers = { 'Accept-Language': language }
  const params = { path: options.path, query: options.query }
  return (await call('get', path as string, { params, headers, signal: options.signal })) as Answer<P, 'get'>
}

export async function write<M extends Exclude<Method, 'get'>, P extends PathWith<M>>(
  method: M,
  path: P,
  body?: Body<P, M>,
  options: WriteOptions = {},
): Promise<Answer<P, M>> {
  const headers: Record<string, string> = { 'Accept-Language': language }
  if (options.rev !== undefined) headers['If-Match'] = `"${options.rev}"`
  if (method === 'post') headers['Idempotency-Key'] = options.key ?? newKey()
  const params = { path: options.path, query: options.query }
  return (await call(method, path as string, { params, headers, body, signal: options.signal })) as Answer<P, M>
}

/** A raw body: a photo, a workbook. */
export async function upload<P extends PathWith<'post'>>(
  path: P,
  content: Blob,
  options: WriteOptions = {},
): Promise<Answer<P, 'post'>> {
  const headers = {
    'Accept-Language': language,
    'Idempotency-Key': options.key ?? newKey(),
    'Content-Type': content.type || 'application/octet-stream',
  }
  const params = { path: options.path, query: options.query }
  const init = { params, headers, body: content, bodySerializer: (raw: Blob) => raw, signal: options.signal }
  return (await call('post', path as string, init)) as Answer<P, 'post'>
}

/** Fetches a file with the session and hands it to the browser as a download. */
export async function download(address: string, fallbackName: string): Promise<void> {
  const response = await fetch(address, { credentials: 'same-origin', headers: { 'Accept-Language': language } })
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => undefined))
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = name ? decodeURIComponent(name) : fallbackName
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
