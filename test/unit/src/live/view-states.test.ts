import { expect, test } from 'vitest'
import { fingerprintBy, NO_CALLS, ViewStates } from '../../../../src/live/view-states.js'

const fingerprint = fingerprintBy('a key', new Set(['DURATION']))
const ROW = { ID: '1', CLI: '4581808888', DURATION: 5, DELAY: undefined, LEGS: [{ state: 'up', since: undefined }] }
const one = fingerprint('1', ROW)

test('a row has the same number as it comes from the vendor and as it comes from the store', () => {
  expect(fingerprint('1', JSON.parse(JSON.stringify(ROW)))).toBe(one)
})

test('the talk time does not count, and everything else does', () => {
  expect(fingerprint('1', { ...ROW, DURATION: 6 })).toBe(one)
  const others = [
    fingerprint('2', ROW),
    fingerprint('1', { ...ROW, CLI: '4581808889' }),
    fingerprint('1', { ...ROW, LEGS: [] }),
    fingerprint('1', { ...ROW, DELAY: null }),
  ]
  expect(new Set([one, ...others]).size).toBe(5)
})

test('without the key it cannot be guessed what a masked field holds', () => {
  expect(fingerprintBy('another key', new Set(['DURATION']))('1', ROW)).not.toBe(one)
})

test('states are known for as many versions as are kept, and no longer', () => {
  const states = new ViewStates(3)
  states.settle(1)
  for (let version = 2; version <= 5; version++) {
    states.toggle(1n << BigInt(version))
    states.settle(version)
  }
  expect([1, 2, 3, 4, 5].map((version) => states.at(version) === null)).toEqual([true, false, false, false, false])
  expect(states.versionOf(NO_CALLS, 5)).toBeNull()
  expect(states.versionOf(states.at(4) ?? '', 5)).toBe(4)
})
