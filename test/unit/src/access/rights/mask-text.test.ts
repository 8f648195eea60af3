// What is left of a text under a mask, and the encryption of ids.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holdsAddress, maskFreeText, maskNumber } from '../../../../../src/access/rights/mask-text.js'
import { toMask } from '../../../../../src/access/rights/masks.js'
import { toGlobalId } from '../../../../../src/engine/source/global-id.js'
import { createIdSeal } from '../../../../../src/engine/source/id-seal.js'

describe('a phone number', () => {
  test.each([
    ['+4570305050', '+4570******'],
    ['004570305050', '004570******'],
    ['4570305050', '45********'],
    ['70 30 50 50', '70******'],
    ['+12025550123', '+1202*******'],
    ['11234', '1****'],
    ['112', '***'],
    ['+45', '+**'],
    ['alice', '***'],
    ['sip:+4570305050@192.0.2.1', '***'],
    ['', '***'],
  ])('%s is shown as %s', (number, shown) => {
    expect(maskNumber(number)).toBe(shown)
  })

  test('never shows more than half of its digits, nor the last four', () => {
    fc.assert(
      fc.property(fc.constantFrom('', '+', '00'), fc.stringMatching(/^[1-9]\d{0,19}$/), (prefix, digits) => {
        const shown = maskNumber(`${prefix}${digits}`).replace(/\D/g, '')
        const all = `${prefix}${digits}`.replace(/\D/g, '')
        const own = prefix === '00' ? shown.slice(2) : shown
        expect(own.length).toBeLessThanOrEqual(digits.length / 2)
        expect(all.startsWith(shown)).toBe(true)
        expect(digits.length - own.length).toBeGreaterThanOrEqual(Math.min(4, digits.length))
      }),
    )
  })
})

test.each([
  ['Reception +45 70 30 50 50', ['phone'], 'Reception +4570******'],
  ['PBX at 192.0.2.7:5060', ['ip'], 'PBX at ***:5060'],
  ['PBX at [2001:db8::7]', ['ip'], 'PBX at [***]'],
  ['a@example.net and 192.0.2.7', ['ip', 'phone'], 'a@*** and ***'],
  ['PBX at 192.0.2.7', ['notes'], 'PBX at 192.0.2.7'],
] as const)('%s under %j is %s', (text, classes, shown) => {
  expect(maskFreeText(text, toMask(classes))).toBe(shown)
})

test.each(['a1b2@192.0.2.7', '192.0.2.7', 'call-2001:db8::7'])('%s holds an address', (id) => {
  expect(holdsAddress(id)).toBe(true)
})
test.each(['1234567890abcdef12345678', 'CA1234', '17', '2026-03-03T12:00:00Z'])('%s holds none', (id) => {
  expect(holdsAddress(id)).toBe(false)
})

describe('an encrypted id', () => {
  const secrets = ['an old key for tests that is long enough', 'a key for tests that is long enough']
  const id = (nativeId: string) => toGlobalId('Session', 'telecomx-dk', nativeId)

  test('is decrypted with any of the keys, and is the same each time', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (nativeId) => {
        fc.pre(nativeId.isWellFormed())
        const [old = '', current = ''] = secrets
        const sealed = createIdSeal([old]).seal(nativeId)
        expect(createIdSeal([old]).seal(nativeId)).toBe(sealed)
        expect(createIdSeal([current, old]).open(id(sealed))).toBe(id(nativeId))
      }),
    )
  })

  test('stays as it is with other keys, and where nothing is encrypted', () => {
    const sealed = createIdSeal().seal('a@192.0.2.1')
    expect(createIdSeal().open(id(sealed))).toBe(id(sealed))
    for (const other of ['no id', id('17'), id('masked:'), id('masked:x')])
      expect(createIdSeal().open(other)).toBe(other)
  })
})
