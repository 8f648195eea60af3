import type { WorldCall } from '../../simulation/contract.js'
import { callSidOf, comparedMsOf, statusOf, writtenNumber } from './call-record.js'
import type { TwilioOptions } from './options.js'

// The conditions of GET Calls.json.

type CallTest = (call: WorldCall) => boolean

const DAY_MS = 86_400_000
const WRITTEN_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/

/** The moment that a time in a filter means, which may be a day; null for other text. */
function momentOf(text: string, { startTimes }: TwilioOptions): number | null {
  if (!WRITTEN_TIME.test(text)) return null
  const moment = Date.parse(text)
  if (Number.isNaN(moment)) return null
  return startTimes === 'days' ? Math.floor(moment / DAY_MS) * DAY_MS : moment
}

const isBefore = (comparedMs: number, moment: number, { lastDay, startTimes }: TwilioOptions): boolean => {
  if (lastDay === 'midnight') return comparedMs <= moment
  return comparedMs < (lastDay === 'whole' && startTimes === 'days' ? moment + DAY_MS : moment)
}

/** Tests for the parameters that are set; null if a time is invalid. */
export function testsOf(query: URLSearchParams, nowMs: number, options: TwilioOptions): readonly CallTest[] | null {
  const given = (name: string, toTest: (value: string) => CallTest | null): readonly (CallTest | null)[] => {
    const value = query.get(name)
    return value === null ? [] : [toTest(value)]
  }
  const timed = (name: string, isMet: (comparedMs: number, moment: number) => boolean) =>
    given(name, (value) => {
      const moment = momentOf(value, options)
      return moment === null ? null : (call) => isMet(comparedMsOf(call), moment)
    })
  const tests = [
    ...given(
      'From',
      (value) =>
        ({ caller }) =>
          writtenNumber(caller) === value,
    ),
    ...given(
      'To',
      (value) =>
        ({ callee }) =>
          writtenNumber(callee) === value,
    ),
    ...given('Status', (value) => (call) => statusOf(call, nowMs) === value),
    ...given(
      'ParentCallSid',
      (value) =>
        ({ parentIndex }) =>
          parentIndex !== null && callSidOf({ index: parentIndex }) === value,
    ),
    ...timed('StartTime', (comparedMs, moment) => comparedMs >= moment && comparedMs < moment + DAY_MS),
    ...timed('StartTime>', (comparedMs, moment) => comparedMs >= moment),
    ...timed('StartTime<', (comparedMs, moment) => isBefore(comparedMs, moment, options)),
  ]
  return tests.includes(null) ? null : tests.filter((test) => test !== null)
}
