import { describe, expect, test } from 'vitest'
import { toActiveCallState } from '../../../../adapters/telecomx/active-call-state.js'
import { REASONS_UNANSWERED, REFUSALS, toCallStatus } from '../../../../adapters/telecomx/call-status.js'
import { DIRECTION_PARAMETERS, DIRECTIONS } from '../../../../adapters/telecomx/direction.js'
import { ENDED_BY } from '../../../../adapters/telecomx/ended-by.js'
import { CONNECTION_METHODS, SIP_ACCOUNT_STATUSES } from '../../../../adapters/telecomx/sip-account-words.js'
import { toSession } from '../../../../adapters/telecomx/to-session.js'
import { toSipAccount } from '../../../../adapters/telecomx/to-sip-account.js'

/** Words that no table may have, although objects have members of these names. */
const STRANGE = ['', 'Z', 'constructor', '__proto__', 'toString', 'UNKNOWN']
const session = toSession('DK')

describe('the direction of a session', () => {
  test.each([
    ['I', 'INBOUND'],
    ['O', 'OUTBOUND'],
    ['i', 'INBOUND'],
    [' O ', 'OUTBOUND'],
  ])('%j is %s', (word, meaning) => {
    expect(session.direction.read({ direction: word })).toBe(meaning)
  })
  test.each([...STRANGE, undefined, null, 'IN', 'INBOUND'])('%j is UNKNOWN', (word) => {
    expect(session.direction.read({ direction: word })).toBe('UNKNOWN')
  })
  test('is sent in the same words that it is reported in', () => {
    expect([...DIRECTION_PARAMETERS].map(([meaning, word]) => [word, meaning])).toEqual([...DIRECTIONS])
  })
})

describe('who ended a session', () => {
  test.each([
    ['A', 'CALLER'],
    ['B', 'CALLEE'],
    ['F', 'FRAUD'],
    ['S', 'SYSTEM'],
    ['f', 'FRAUD'],
  ])('%j is %s', (word, meaning) => {
    expect(session.endedBy.read({ endedBy: word })).toBe(meaning)
  })
  test.each(STRANGE.filter((word) => word !== ''))('%j is UNKNOWN', (word) => {
    expect(session.endedBy.read({ endedBy: word })).toBe('UNKNOWN')
  })
  test.each([undefined, null, ''])('%j is null: not ended, or not reported', (word) => {
    expect(session.endedBy.read({ endedBy: word })).toBeNull()
  })
})

describe('the status of a call', () => {
  test('that has not ended', () => {
    expect(toCallStatus(false, false, null)).toBe('RINGING')
    expect(toCallStatus(true, false, null)).toBe('IN_PROGRESS')
    expect(toCallStatus(true, false, 'BYE')).toBe('IN_PROGRESS')
  })

  test.each(['BYE', 'CANCEL', '408', '487', '500', 'SOMETHING', '', null])(
    'that was answered and ended by %j is COMPLETED',
    (reason) => {
      expect(toCallStatus(true, true, reason)).toBe('COMPLETED')
    },
  )

  test.each(['BLOCKED', 'BLACKLISTED', 'FRAUD', 'fraud'])(
    'that a rule took down (%s) is BLOCKED, answered or not',
    (reason) => {
      expect(toCallStatus(true, true, reason)).toBe('BLOCKED')
      expect(toCallStatus(false, true, reason)).toBe('BLOCKED')
    },
  )

  test.each([
    ['CANCEL', 'CANCELED'],
    ['BYE', 'CANCELED'],
    ['487', 'CANCELED'],
    ['486', 'BUSY'],
    ['600', 'BUSY'],
    ['408', 'NO_ANSWER'],
    ['480', 'NO_ANSWER'],
    ['603', 'FAILED'],
    ['400', 'FAILED'],
    ['403', 'FAILED'],
    ['404', 'FAILED'],
    ['484', 'FAILED'],
    ['488', 'FAILED'],
    ['500', 'FAILED'],
    ['503', 'FAILED'],
    ['604', 'FAILED'],
    ['699', 'FAILED'],
    [' cancel ', 'CANCELED'],
  ])('that was not answered and ended by %j is %s', (reason, status) => {
    expect(toCallStatus(false, true, reason)).toBe(status)
  })

  test.each([...STRANGE, null, '200', '302', '700', '48', '4860', '486 Busy Here'])(
    'that was not answered and ended by %j is UNKNOWN',
    (reason) => {
      expect(toCallStatus(false, true, reason)).toBe('UNKNOWN')
    },
  )
})

test('the state of an active call', () => {
  expect(toActiveCallState(false, false)).toBe('RINGING')
  expect(toActiveCallState(true, false)).toBe('CONNECTED')
  expect(toActiveCallState(true, true)).toBe('ENDED')
  expect(toActiveCallState(false, true)).toBe('ENDED')
})

describe('the status of a SIP account', () => {
  test.each([
    ['ON', 'ON'],
    ['OFF', 'OFF'],
    ['on', 'ON'],
  ])('%j is %s', (word, meaning) => {
    expect(toSipAccount.status.read({ status: word })).toBe(meaning)
  })
  test.each([...STRANGE, undefined, null, true])('%j is UNKNOWN', (word) => {
    expect(toSipAccount.status.read({ status: word })).toBe('UNKNOWN')
  })
})

describe('how a SIP client connects', () => {
  test.each(['IP_AUTH', 'IP_AUTH_REG', 'IP', 'COUNTRY_AUTH_REG'])('%s', (word) => {
    expect(toSipAccount.connection.read({ connection: word })).toBe(word)
  })
  test.each(STRANGE.filter((word) => word !== ''))('%j is UNKNOWN', (word) => {
    expect(toSipAccount.connection.read({ connection: word })).toBe('UNKNOWN')
  })
  test.each([undefined, null, ''])('%j is null: a PBX trunk does not connect', (word) => {
    expect(toSipAccount.connection.read({ connection: word })).toBeNull()
  })
})

test.each([
  [undefined, false],
  [null, false],
  ['', false],
  [0, false],
  ['0', false],
  [1, true],
  ['7', true],
  ['cluster-a', true],
])('a trunk whose pbx is %j is a PBX trunk: %s', (pbx, isPbxTrunk) => {
  expect(toSipAccount.isPbxTrunk.read({ pbx })).toBe(isPbxTrunk)
})

test('the tables are tested value by value', () => {
  expect([...DIRECTIONS.keys()]).toEqual(['I', 'O'])
  expect([...ENDED_BY.keys()]).toEqual(['A', 'B', 'F', 'S'])
  expect([...REFUSALS.keys()]).toEqual(['BLOCKED', 'BLACKLISTED', 'FRAUD'])
  expect([...REASONS_UNANSWERED.keys()]).toEqual(['CANCEL', 'BYE', '487', '486', '600', '408', '480', '603'])
  expect([...SIP_ACCOUNT_STATUSES.keys()]).toEqual(['ON', 'OFF'])
  expect([...CONNECTION_METHODS.keys()]).toEqual(['IP_AUTH', 'IP_AUTH_REG', 'IP', 'COUNTRY_AUTH_REG'])
})
