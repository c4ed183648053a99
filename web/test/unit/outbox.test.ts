import { describe, expect, it } from 'vitest'
import { Problem } from '@/api/problem'
import { next, outcomeOf, pause, type Entry } from '@/modules/incidents/outbox/entry'
import { fitted } from '@/modules/incidents/outbox/photo'
import { bytesText, makeVaultKey, seal, textBytes, unseal } from '@/modules/incidents/outbox/vault'

const entry = (photos = 0): Entry => ({
  key: 'k1', person: '7', created_at: 0, stage: 'report', tries: 0,
  report: { kind: 'fire', place: 'x', happened_at: '2026-11-23T00:00:00Z', summary: 'smoke' },
  photos: Array.from({ length: photos }, (_, n) => ({ key: `k1-p${n + 1}`, name: 'a.jpg' })),
})
const refusal = (status: number): Problem => new Problem(status, 'code', 'title', 'detail', '', '', [{ path: 'summary', code: 'short', detail: 'too short' }])

describe('what an answer does to a waiting report', () => {
  it('201 without photos is the end', () => {
    expect(next(entry(), { kind: 'reported', incident: '9', number: 'N1' })).toMatchObject({ stage: 'done', incident: '9' })
  })
  it('E4.2 the report goes first, photos after it', () => {
    let now = next(entry(2), { kind: 'reported', incident: '9', number: 'N1' })
    expect(now.stage).toBe('photos')
    now = next(now, { kind: 'photo', key: 'k1-p1', file: '31' })
    now = next(now, { kind: 'photo', key: 'k1-p2', file: '32' })
    expect(now.photos.map((photo) => photo.file)).toEqual(['31', '32'])
    expect(now.stage).toBe('photos')
    expect(next(now, { kind: 'attached' }).stage).toBe('done')
  })
  it('409 means still in flight: tried again with the same key', () => {
    const outcome = outcomeOf(refusal(409))
    expect(outcome.kind).toBe('later')
    expect(next(entry(), outcome)).toMatchObject({ key: 'k1', stage: 'report', tries: 1 })
  })
  it.each([0, 401, 408, 425, 429, 500, 502, 503])('%i is tried again later', (status) => {
    expect(outcomeOf(refusal(status)).kind).toBe('later')
  })
  it.each([400, 403, 404, 413, 415, 422])('%i is shown to the person and not sent again', (status) => {
    const now = next(entry(), outcomeOf(refusal(status)))
    expect(now.refused).toEqual({ title: 'title', detail: 'detail', fields: [{ path: 'summary', code: 'short', detail: 'too short' }] })
    expect(now.stage).toBe('report')
  })
  it('no answer ever drops an entry: only a 201 and its photos end it', () => {
    for (const status of [0, 401, 403, 409, 422, 500]) expect(next(entry(1), outcomeOf(refusal(status))).stage).not.toBe('done')
    expect(outcomeOf(new Error('no network')).kind).toBe('later')
  })
  it('waits longer each time, five minutes at most', () => {
    expect([0, 1, 2, 6, 50].map(pause)).toEqual([5, 10, 20, 300, 300])
  })
})

describe('what lies on the device', () => {
  it('is sealed, and bound to its place', async () => {
    const key = await makeVaultKey()
    const sealed = await seal(key, 'k1', textBytes('电梯口起火'))
    expect(bytesText(sealed.bytes)).not.toContain('起火')
    expect(bytesText(await unseal(key, 'k1', sealed))).toBe('电梯口起火')
    await expect(unseal(key, 'k2', sealed)).rejects.toThrow()
    await expect(unseal(await makeVaultKey(), 'k1', sealed)).rejects.toThrow()
  })
  it('is open only where the browser has no WebCrypto', async () => {
    const open = await seal(null, 'k1', textBytes('x'))
    expect(open.iv).toBeNull()
    expect(bytesText(await unseal(null, 'k1', open))).toBe('x')
  })
})

describe('photos', () => {
  it('fit into 1600 px and are never made larger', () => {
    expect(fitted(4000, 3000)).toEqual({ width: 1600, height: 1200 })
    expect(fitted(3000, 4000)).toEqual({ width: 1200, height: 1600 })
    expect(fitted(800, 600)).toEqual({ width: 800, height: 600 })
    expect(fitted(100_000, 10)).toEqual({ width: 1600, height: 1 })
  })
})
