import { expect, test } from 'vitest'
import type { CauseSystem } from '../../../../../schema/enums.js'
import { outcomeOfUnanswered } from '../../../../../src/engine/stats/call-outcome.js'

const outcome = (system: CauseSystem, code: number | null, status = 'FAILED', rang: boolean | null = null) =>
  outcomeOfUnanswered({ status, cause: { system, code }, rang })

test.each([
  ['SIP', [486, 600, 408, 480, 603], [403, 404, 484, 487, 500, 503, 604]],
  ['Q850', [17, 18, 19, 21], [1, 16, 27, 31, 34, 41]],
] as const)('of %s, %j have reached the called party, and %j have not', (system, reached, others) => {
  expect(reached.map((code) => outcome(system, code))).toEqual(reached.map(() => 'reached'))
  expect(others.map((code) => outcome(system, code))).toEqual(others.map(() => 'not-reached'))
})

test.each([
  ['SIP', 487, 'CANCELED'],
  ['Q850', 16, 'CANCELED'],
  ['VENDOR', -30, 'CANCELED'],
  ['VENDOR', null, 'CANCELED'],
] as const)('%s %s, given up by the caller, has reached somebody only if it rang', (system, code, status) => {
  expect([true, false, null].map((rang) => outcome(system, code, status, rang))).toEqual([
    'reached',
    'not-reached',
    'not-reached',
  ])
})

test('a code of the vendor means what the status says', () => {
  expect(outcome('VENDOR', 7, 'BUSY')).toBe('reached')
  expect(outcome('VENDOR', 7, 'NO_ANSWER')).toBe('reached')
  expect(outcome('VENDOR', -21, 'BLOCKED')).toBe('not-reached')
  expect(outcome('VENDOR', -4, 'FAILED')).toBe('not-reached')
  expect(outcome('VENDOR', 7, 'UNKNOWN')).toBe('unknown')
  expect(outcome('SIP', null, 'UNKNOWN')).toBe('unknown')
})

test('without a cause nothing is known, whatever the status', () => {
  for (const status of ['BUSY', 'NO_ANSWER', 'FAILED', 'CANCELED', 'UNKNOWN'])
    expect(outcomeOfUnanswered({ status, cause: null, rang: true })).toBe('unknown')
})
