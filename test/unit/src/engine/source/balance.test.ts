import { describe, expect, test } from 'vitest'
import { toBalance } from '../../../../../src/engine/source/balance.js'

const FETCHED_AT_MS = Date.UTC(2026, 2, 1, 12)
const money = (amount: string, currency: string | null = 'EUR') => ({ amount, currency })
const balance = (amount: ReturnType<typeof money>, creditLimit: ReturnType<typeof money> | null) =>
  toBalance({ amount, creditLimit, kind: 'PREPAID' }, FETCHED_AT_MS)

describe('a balance', () => {
  test('is of the moment when the answer came, and what can be spent includes the credit', () => {
    expect(balance(money('-3.5'), money('10.00'))).toEqual({
      amount: money('-3.5'),
      creditLimit: money('10.00'),
      available: money('6.50'),
      kind: 'PREPAID',
      asOf: '2026-03-01T12:00:00.000Z',
    })
  })

  test.each([
    ['no credit limit is known', money('1'), null],
    ['they are in different currencies', money('1'), money('1', 'USD')],
    ['no currency is known', money('1', null), money('1', null)],
  ])('nothing is available as far as is known where %s', (_case, amount, creditLimit) => {
    expect(balance(amount, creditLimit)?.available).toBeNull()
  })

  test('is null where the adapter reports none', () => {
    expect(toBalance(null, FETCHED_AT_MS)).toBeNull()
  })
})
