import { expect, test } from 'vitest'
import { toPrice, toRating } from '../../../../adapters/twilio/price.js'

test.each([
  ['-0.0085', '0.0085'],
  ['-0.00850', '0.00850'],
  ['-1.01234567890123456788', '1.01234567890123456788'],
  [-0.0085, '0.0085'],
  ['-1e-05', '0.00001'],
  // What is paid back.
  ['0.25', '-0.25'],
  ['0', '0'],
  ['-0', '0'],
  ['-0.00', '0.00'],
  [0, '0'],
])('%j is a price of %s', (price, amount) => {
  expect(toPrice({ price, price_unit: 'USD' })).toEqual({ amount, currency: 'USD' })
  expect(toRating({ price, status: 'completed' })).toBe('RATED')
})

test.each([undefined, null, '', 'free', {}, true])('%j is no price', (price) => {
  expect(toPrice({ price, price_unit: 'USD' })).toBeNull()
  expect(toRating({ price, status: 'completed' })).toBe('PENDING')
  expect(toRating({ price, status: 'in-progress' })).toBe('PENDING')
  for (const status of ['busy', 'failed', 'no-answer', 'canceled'])
    expect(toRating({ price, status })).toBe('NOT_RATED')
})

test.each([
  ['usd', 'USD'],
  ['', null],
  [undefined, null],
])('the currency %j is %j', (unit, currency) => {
  expect(toPrice({ price: '-1', price_unit: unit })).toEqual({ amount: '1', currency })
})
