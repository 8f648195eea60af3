import { describe, expect, test } from 'vitest'
import { VendorFault } from '../../../../adapters/contract.js'
import type { ActiveCallState } from '../../../../schema/enums.js'
import type { ActiveCallFilter } from '../../../../schema/filters.js'
import { declared, parametersOf, snapshotOf, textOf } from './declared.js'

const { list } = declared()
const trusted = declared({ trusted: { customerId: 5 } })
const wholesaler = declared({ trusted: { wholesalerId: 6 } })
const methodOf = (filter: ActiveCallFilter): string => list.request(snapshotOf(filter)).operation
const pushdownOf = (path: 'state' | 'accountId', value: unknown) => {
  const rule = list.pushdown[path]
  return typeof rule === 'function' ? rule(value) : rule
}

describe('which list is requested', () => {
  test.each<[ActiveCallFilter, string]>([
    [{}, 'listActiveCalls'],
    [{ state: [] }, 'listActiveCalls'],
    [{ state: ['CONNECTED'] }, 'listActiveCalls'],
    [{ state: ['RINGING', 'CONNECTED'] }, 'listActiveCalls'],
    [{ state: ['SETUP'] }, 'listAllCalls'],
    [{ state: ['DISCONNECTING'] }, 'listAllCalls'],
    [{ state: ['ENDED'] }, 'listAllCalls'],
    [{ state: ['UNKNOWN'] }, 'listAllCalls'],
    [{ state: ['CONNECTED', 'ENDED'] }, 'listAllCalls'],
    [{ portasip: { allStates: true } }, 'listAllCalls'],
    [{ portasip: { allStates: true }, state: ['CONNECTED'] }, 'listAllCalls'],
    [{ portasip: { allStates: false } }, 'listActiveCalls'],
    [{ portasip: { allStates: false }, state: ['ENDED'] }, 'listActiveCalls'],
  ])('%j: %s', (filter, method) => {
    expect(methodOf(filter)).toBe(method)
  })

  test.each<[ActiveCallState[], string]>([
    [['CONNECTED', 'RINGING'], 'none'],
    [['SETUP'], 'superset'],
    [['CONNECTED', 'UNKNOWN'], 'superset'],
  ])('the states %j are declared %s, for the gateway checks them', (states, pushdown) => {
    expect(pushdownOf('state', states)).toBe(pushdown)
  })
})

describe('the parameters of a list', () => {
  test.each([
    ['3', '3', 'superset'],
    ['0', '0', 'superset'],
    ['2147483647', '2147483647', 'superset'],
    ['2147483648', undefined, 'none'],
    ['99999999999999999999', undefined, 'none'],
    ['003', undefined, 'none'],
    ['+3', undefined, 'none'],
    ['3.0', undefined, 'none'],
    ['3 ', undefined, 'none'],
    ['-0', undefined, 'none'],
    ['0x3', undefined, 'none'],
    ['office-3', undefined, 'none'],
    ['', undefined, 'none'],
  ])('accountId %j is sent as %j and is %s', (accountId, sent, pushdown) => {
    expect(parametersOf(list.request(snapshotOf({ accountId })))['i_account']).toBe(sent)
    expect(pushdownOf('accountId', accountId)).toBe(pushdown)
  })

  test('i_connection and i_vendor are never sent together', () => {
    const both = list.request(snapshotOf({ portasip: { vendorId: 4, connectionId: 2 } }))
    expect(parametersOf(both)).toEqual({ i_connection: '2' })
    expect(parametersOf(list.request(snapshotOf({ portasip: { vendorId: 4 } })))).toEqual({ i_vendor: '4' })
  })

  test('a condition that is false or 0 is a condition', () => {
    const request = list.request(snapshotOf({ portasip: { recursive: false, vendorId: 0 } }))
    expect(parametersOf(request)).toEqual({ recursive: 'false', i_vendor: '0' })
  })

  test.each([
    ['OLDEST_FIRST', 'oldest_first'],
    ['LONGEST_FIRST', 'longest_first'],
    ['SHORTEST_FIRST', 'longest_last'],
    ['NEWEST_FIRST', undefined],
    [undefined, undefined],
  ] as const)('the order %s is sent as %s', (orderBy, order) => {
    expect(parametersOf(list.request(snapshotOf({}, orderBy)))['order']).toBe(order)
  })

  test('an empty node is refused, as the switch might read it as no node', () => {
    expect(list.problem?.({ portasip: { nodeId: '' } })).toContain('portasip.nodeId')
    expect(list.problem?.({ portasip: { nodeId: 'node-1' } })).toBeNull()
    expect(list.problem?.({})).toBeNull()
  })

  test('text cannot become markup', () => {
    const text = textOf(list.request(snapshotOf({ portasip: { nodeId: '</string><int>1</int>&' } })))
    expect(text).toContain('<string>&lt;/string&gt;&lt;int&gt;1&lt;/int&gt;&amp;</string>')
  })
})

describe('trusted mode', () => {
  test('the rights come from the configuration and are sent with every method', () => {
    expect(parametersOf(trusted.list.request(snapshotOf({ customerId: '9' })))).toEqual({ i_customer: '5' })
    expect(parametersOf(trusted.stats.request())).toEqual({ i_customer: '5' })
    expect(parametersOf(trusted.disconnectCall.request('960'))).toEqual({ ID: '960', i_customer: '5' })
    expect(parametersOf(trusted.disconnectAccount.request('3'))).toEqual({ i_account: '3', i_customer: '5' })
    expect(parametersOf(wholesaler.list.request(snapshotOf({})))).toEqual({ i_wholesaler: '6' })
    expect(parametersOf(wholesaler.disconnectAccount.request('3'))).toEqual({ i_account: '3', i_wholesaler: '6' })
  })

  test('the customer to disconnect does not replace the rights', () => {
    expect(parametersOf(trusted.disconnectCustomer.request('9'))).toEqual({ i_customer: '9', i_wholesaler: '5' })
    expect(parametersOf(wholesaler.disconnectCustomer.request('9'))).toEqual({ i_customer: '9', i_wholesaler: '6' })
    expect(parametersOf(declared().disconnectCustomer.request('9'))).toEqual({ i_customer: '9' })
  })
})

describe('control', () => {
  const { disconnectCall, disconnectAccount, disconnectCustomer, stats } = declared()

  test('is never repeatable, unlike reads', () => {
    const controls = [disconnectCall.request('1'), disconnectAccount.request('1'), disconnectCustomer.request('1')]
    expect(controls.map(({ repeatable }) => repeatable)).toEqual([false, false, false])
    expect([list.request(snapshotOf({})), stats.request()].map(({ repeatable }) => repeatable)).toEqual([true, true])
  })

  test('sends the id of a call as text, digits or not', () => {
    expect(textOf(disconnectCall.request('0960'))).toContain('<name>ID</name><value><string>0960</string></value>')
  })

  const refusal = (work: () => unknown): string => {
    try {
      work()
    } catch (error) {
      if (error instanceof VendorFault) return `${error.code}: ${error.message}`
      throw error
    }
    return 'none'
  }

  test.each(['', ' ', '960 ', '9\n60', '\u0000', '٣'])('refuses the call id %j', (id) => {
    expect(refusal(() => disconnectCall.request(id))).toMatch(/^REJECTED: the id of the call/)
  })

  test.each(['', ' ', '0', '-1', '03', '3.0', '3e2', '2147483648', '9007199254740993', 'all', '*'])(
    'refuses the account or customer %j',
    (id) => {
      expect(refusal(() => disconnectAccount.request(id))).toMatch(/^REJECTED: accountId /)
      expect(refusal(() => disconnectCustomer.request(id))).toMatch(/^REJECTED: customerId /)
    },
  )
})
