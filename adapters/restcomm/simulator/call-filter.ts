import { startOfDay } from '../../simulation/zoned-time.js'
import type { CallRecord } from './call-record.js'

// The conditions of GET Calls, as Restcomm's SQL applies them.

export type RecordTest = (record: CallRecord) => boolean

const WILDCARDS: Readonly<Record<string, string>> = { '%': '.*', _: '.' }

/** SQL LIKE as in HSQLDB, Restcomm's default database: % is any text, _ any character, and case is significant. */
export function likeTest(pattern: string): (text: string | null) => boolean {
  const meant = (character: string) => WILDCARDS[character] ?? character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  const source = [...pattern].map(meant).join('')
  const expression = new RegExp(`^${source}$`, 'su')
  return (text) => text !== null && expression.test(text)
}

const DAY_MS = 86_400_000

/** @returns a test for every condition that is set; null if a date is invalid. */
export function testsOf(query: URLSearchParams, timeZone: string): readonly RecordTest[] | null {
  const given = (name: string, toTest: (value: string) => RecordTest | null): readonly (RecordTest | null)[] => {
    const value = query.get(name)
    return value === null ? [] : [toTest(value)]
  }
  const like = (name: string, read: (record: CallRecord) => string | null, before = '') =>
    given(name, (value) => {
      const test = likeTest(`${before}${value}`)
      return (record) => test(read(record))
    })
  const midnight = (name: string, isMet: (midnightMs: number, record: CallRecord) => boolean) =>
    given(name, (value) => {
      const midnightMs = startOfDay(value, timeZone)
      return midnightMs === null ? null : (record) => isMet(midnightMs, record)
    })
  const tests = [
    ...like('To', ({ to }) => to, '%'),
    ...like('From', ({ from }) => from, '%'),
    ...like('Status', ({ status }) => status),
    ...like('ParentCallSid', ({ parentCallSid }) => parentCallSid),
    ...midnight('StartTime', (midnightMs, { startMs }) => startMs !== null && startMs >= midnightMs),
    ...midnight('EndTime', (midnightMs, { endMs }) => endMs !== null && endMs <= midnightMs + DAY_MS),
  ]
  return tests.includes(null) ? null : tests.filter((test) => test !== null)
}
