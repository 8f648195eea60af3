import { describe, expect, test } from 'vitest'
import { conditionsOf, filterOf } from '../../../../src/plan/filter.js'
import { compileTest } from '../../../../src/plan/match.js'

const below = { amount: '10.00', currency: 'EUR' }
const fits = (filter: object, record: Record<string, unknown>): boolean =>
  compileTest('customers', conditionsOf(filter), undefined).test((name) => record[name] ?? null)
const withBalance = (amount: string, currency: string | null) => ({ balance: { amount: { amount, currency } } })

describe('conditions on customers', () => {
  test('an amount of money is one condition', () => {
    expect(conditionsOf({ balanceBelow: below })).toEqual([{ path: 'balanceBelow', value: below }])
    expect(filterOf(conditionsOf({ balanceBelow: below, search: 'a' }))).toEqual({ balanceBelow: below, search: 'a' })
  })

  test.each([
    ['9.99999999999999999999', 'EUR', true],
    ['10', 'EUR', false],
    ['10.00000000000000000001', 'EUR', false],
    ['-5', 'eur', true],
    ['-5', 'USD', false],
    ['-5', null, false],
  ])('a balance of %s %s is below 10.00 EUR: %s', (amount, currency, expected) => {
    expect(fits({ balanceBelow: below }, withBalance(amount, currency))).toBe(expected)
  })

  test('who has no balance does not match', () => {
    expect(fits({ balanceBelow: below }, {})).toBe(false)
  })

  test('a text is found in the name, the login and the description, in any case', () => {
    expect(fits({ search: 'FJORD' }, { name: 'Fjordgården Auto' })).toBe(true)
    expect(fits({ search: 'web' }, { name: 'x', login: 'myweb1' })).toBe(true)
    expect(fits({ search: 'old' }, { name: 'x', login: 'y', description: 'An Old one' })).toBe(true)
    expect(fits({ search: 'fjord' }, { name: 'Nordlys' })).toBe(false)
  })

  test('the reseller and the state are compared', () => {
    expect(fits({ parentId: '7' }, { parent: { nativeId: '7' } })).toBe(true)
    expect(fits({ parentId: '7' }, { parent: null })).toBe(false)
    expect(fits({ status: ['BLOCKED', 'CLOSED'] }, { status: 'CLOSED' })).toBe(true)
    expect(fits({ status: ['BLOCKED'] }, { status: null })).toBe(false)
  })
})
