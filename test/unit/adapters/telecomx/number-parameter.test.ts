import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toNumberParameter } from '../../../../adapters/telecomx/number-parameter.js'
import { toParty } from '../../../../adapters/values/party.js'
import { numberTest } from '../../../../src/plan/match.js'
import { runs } from '../../../support/runs.js'

describe('the number parameter', () => {
  test.each([
    ['+4570305050', '+4570305050'],
    ['004570305050', '+4570305050'],
    ['4570305050', '+4570305050'],
    ['70305050', '+4570305050'],
    ['+45 70 30 50 50', '+4570305050'],
    [' +4570305050 ', '+4570305050'],
    ['+442079460123', '+442079460123'],
  ])('of the complete number %j is its E.164 form', (text, sent) => {
    expect(toNumberParameter(text, 'DK')).toBe(sent)
  })
  test.each([
    ['+457030', '+457030'],
    ['00457030', '+457030'],
    ['+45 70 30', '+457030'],
    ['+4', '+4'],
  ])('of the beginning %j is %s', (text, sent) => {
    expect(toNumberParameter(text, 'DK')).toBe(sent)
  })
  test.each([
    ['7030', '7030'],
    ['5050', '5050'],
    ['70 30', '7030'],
    ['0', '0'],
  ])('of the part %j is %s', (text, sent) => {
    expect(toNumberParameter(text, 'DK')).toBe(sent)
  })
  test.each(['anonymous', 'anon', 'Per', '+45a', 'æ', '', ' ', '+', '00', '*', undefined, null, 7030])(
    'is not sent for %j',
    (text) => {
      expect(toNumberParameter(text, 'DK')).toBeNull()
    },
  )

  test('makes the vendor find everything that the gateway would match', () => {
    const numbers = ['+4570305050', '+4570305051', '+4581808888', '+442079460123', '+12025550123', '+4588888888']
    const number = fc.constantFrom(...numbers)
    const part = fc
      .tuple(number, fc.nat(13), fc.nat(13))
      .map(([text, from, to]) => text.slice(Math.min(from, to), Math.max(from, to)))
    const before = fc.constantFrom('', '+', '00', '+45', '45', '0045', ' ')
    const wanted = fc.tuple(before, fc.oneof(part, number, fc.string({ maxLength: 4 }))).map((texts) => texts.join(''))
    fc.assert(
      fc.property(wanted, fc.oneof(number, fc.constant('anonymous')), (text, vendorNumber) => {
        const sent = toNumberParameter(text, 'DK')
        const matches = numberTest(text, 'DK')(toParty(vendorNumber, 'DK'))
        if (sent !== null && matches) expect(vendorNumber).toContain(sent)
      }),
      { numRuns: runs(3000) },
    )
  })
})
