import { describe, expect, it } from 'vitest'
import { countdown, day, fen, fromInput, moment, money, month, shortMoment, toInput } from '@/app/time'

describe('times are those of the company, wherever the computer stands', () => {
  it('shows UTC as Shanghai time', () => {
    expect(moment('2026-11-23T16:05:09Z')).toBe('2026-11-24 00:05')
    expect(moment('2026-11-23T16:05:09Z', true)).toBe('2026-11-24 00:05:09')
    expect(day('2026-12-31T16:00:00Z')).toBe('2027-01-01')
    expect(month('2026-11-30T16:00:00Z')).toBe('2026-12')
    expect(moment(undefined)).toBe('—')
    expect(moment(null)).toBe('—')
  })
  it('leaves the year out only in the same year', () => {
    const now = Date.parse('2026-11-23T00:00:00Z')
    expect(shortMoment('2026-11-22T01:00:00Z', now)).toBe('11-22 09:00')
    expect(shortMoment('2025-11-22T01:00:00Z', now)).toBe('2025-11-22 09:00')
  })
  it('reads what the input holds, and back', () => {
    expect(fromInput('2026-11-24T00:05')).toBe('2026-11-23T16:05:00Z')
    expect(fromInput('2026-11-24 00:05')).toBe('2026-11-23T16:05:00Z')
    expect(fromInput('')).toBe('')
    expect(fromInput('nonsense')).toBe('')
    expect(toInput('2026-11-23T16:05:00Z')).toBe('2026-11-24T00:05')
  })
})

describe('E4.2 the running clock', () => {
  it('counts down to zero and not below', () => {
    expect(countdown(2 * 3600_000, '天')).toBe('02:00:00')
    expect(countdown(5_050_999, '天')).toBe('01:24:10')
    expect(countdown(999, '天')).toBe('00:00:00')
    expect(countdown(-5000, '天')).toBe('00:00:00')
  })
  it('shows days where they remain', () => {
    expect(countdown(47 * 3600_000 + 59 * 60_000, '天')).toBe('1天 23:59')
  })
})

describe('money is whole fen', () => {
  it('is shown with two places', () => {
    expect(money(50_000)).toBe('500.00')
    expect(money(123_456_789)).toBe('1,234,567.89')
    expect(money(-5)).toBe('-0.05')
    expect(money('9007199254740993')).toBe('90,071,992,547,409.93')
    expect(money(null)).toBe('—')
  })
  it('E3.3 is read exactly: 499.99 and 500 are different', () => {
    expect(fen('499.99')).toBe(49_999)
    expect(fen('500')).toBe(50_000)
    expect(fen('500.0')).toBe(50_000)
    expect(fen('1,234.5')).toBe(123_450)
    for (const wrong of ['', '5.001', '-1', 'abc', '1e3', '5.']) expect(fen(wrong)).toBeUndefined()
  })
})
