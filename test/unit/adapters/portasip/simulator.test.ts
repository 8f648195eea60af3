import { describe, expect, test } from 'vitest'
import { callSince, callsInEveryState, NOW_MS, openSwitch } from './switch.js'

describe('the lists of the simulated switch', () => {
  test('listAllCalls has every call that is not forgotten, the oldest first', () => {
    const { column } = openSwitch(callsInEveryState())
    expect(column('CC_STATE', 'listAllCalls')).toEqual([
      'Dead',
      'Disconnecting',
      'Connected',
      'Connected',
      'ARComplete',
      'WaitRoute',
      'WaitAuth',
      'Idle',
    ])
    expect(column('ID', 'listAllCalls')).toEqual(['3', '4', '5', '6', '7', '8', '9', '10'])
  })

  test('listActiveCalls has Connected, ARComplete and WaitRoute only', () => {
    const { column } = openSwitch(callsInEveryState())
    expect(column('CC_STATE', 'listActiveCalls')).toEqual(['Connected', 'Connected', 'ARComplete', 'WaitRoute'])
  })

  test('a row has the members and the mix of types of the manual', () => {
    const { ask } = openSwitch([callSince(5, 90, { trunkIndex: 6, sipCallId: 'a&b@192.0.2.11' })])
    expect(ask('listActiveCalls')).toEqual([
      {
        CLI: '4581808888',
        I_CONNECTION: 2,
        CLD: '4580808080',
        CALL_ID: 'a&b@192.0.2.11',
        DELAY: 10.000000005,
        DURATION: 80,
        CC_STATE: 'Connected',
        I_ACCOUNT: 7,
        ID: '6',
        I_CUSTOMER: 2,
        I_ENVIRONMENT: 1,
        CALLER_MEDIA_IP: '198.51.100.6',
        CALLEE_MEDIA_IP: '203.0.113.6',
        SETUP_TIME: '20260407T09:55:59.000',
        DIRECTION: 'vendor',
        NODE_ID: 'node-23456789',
      },
    ])
  })

  test('doubles have 17 decimals, and an i4 is an int', () => {
    const call =
      '<methodCall><methodName>listAllCalls</methodName><params><param><value><struct>' +
      '<member><name>i_customer</name><value><i4>1</i4></value></member>' +
      '</struct></value></param></params></methodCall>'
    expect(openSwitch([callSince(5, 90)]).answer(call).body).toContain('<double>80.00000000000000000</double>')
  })

  test('writes nil for what is not known yet', () => {
    const { ask } = openSwitch([callSince(8, 0.5, { caller: null, sourceCustomerIndex: null })])
    expect(ask('listAllCalls')).toMatchObject([
      {
        CLI: 'anonymous',
        CC_STATE: 'Idle',
        I_ACCOUNT: null,
        I_CONNECTION: null,
        I_CUSTOMER: '1',
        DURATION: 0,
        CALLER_MEDIA_IP: null,
        CALLEE_MEDIA_IP: null,
        DIRECTION: null,
      },
    ])
  })

  test('writes nil for the account where the caller is known by its address only', () => {
    expect(openSwitch([callSince(22, 60)]).column('I_ACCOUNT', 'listAllCalls')).toEqual([null])
  })

  test('an older switch has no SETUP_TIME', () => {
    const { ask } = openSwitch([callSince(1, 60)], { setupTime: false })
    expect(ask('listAllCalls')).not.toHaveProperty('0.SETUP_TIME')
    expect(ask('listAllCalls')).toHaveProperty('0.ID', '2')
  })

  test.each([
    ['i_account', { i_account: 7 }, ['6']],
    ['an account without calls', { i_account: 70 }, []],
    ['i_vendor', { i_vendor: 1 }, ['5', '6']],
    ['i_connection', { i_connection: 1 }, ['5']],
    ['i_connection before i_vendor', { i_connection: 1, i_vendor: 2 }, ['5']],
    ['node_id', { node_id: 'node-23456789' }, ['4', '6', '8', '10']],
    ['recursive, by default', { recursive: true }, ['3', '4', '5', '6', '7', '8', '9', '10']],
    ['recursive off, for the root who has none of its own', { recursive: false }, []],
    ['a customer in trusted mode', { i_customer: 3 }, ['6']],
    ['a wholesaler in trusted mode', { i_customer: null, i_wholesaler: 3 }, ['6']],
    ['several at once', { i_account: 5, i_vendor: 1, node_id: 'node-12345678' }, ['5']],
  ])('apply %s', (_, parameters, ids) => {
    expect(openSwitch(callsInEveryState()).column('ID', 'listAllCalls', parameters)).toEqual(ids)
  })

  test.each([
    ['oldest_first', ['5', '6', '7', '8']],
    ['oldest_last', ['8', '7', '6', '5']],
    ['longest_first', ['5', '6', '7', '8']],
    ['longest_last', ['8', '7', '6', '5']],
  ])('are ordered %s', (order, ids) => {
    expect(openSwitch(callsInEveryState()).column('ID', 'listActiveCalls', { order })).toEqual(ids)
    expect(openSwitch(callsInEveryState(), { order }).column('ID', 'listActiveCalls')).toEqual(ids)
  })

  test('a switch without an order ignores order parameters, and returns the same rows every time', () => {
    const { column } = openSwitch(callsInEveryState(), { order: 'none' })
    const ids = column('ID', 'listAllCalls')
    expect(ids).not.toEqual(['3', '4', '5', '6', '7', '8', '9', '10'])
    expect(ids).toHaveLength(8)
    expect(ids).toEqual(expect.arrayContaining(['3', '4', '5', '6', '7', '8', '9', '10']))
    expect(column('ID', 'listAllCalls', { order: 'oldest_first' })).toEqual(ids)
  })
})

describe('counting and ending', () => {
  test('getAccountCallStats counts the calls in progress, and those that are connected', () => {
    expect(openSwitch(callsInEveryState()).ask('getAccountCallStats')).toEqual({
      result: 'OK',
      data: { 5: [3, 1], 7: [1, 1] },
    })
    expect(openSwitch([]).ask('getAccountCallStats')).toEqual({ result: 'OK', data: {} })
  })

  test('disconnectCall ends the call, once', () => {
    const { ask, column } = openSwitch(callsInEveryState())
    expect(ask('disconnectCall', { ID: '5' })).toEqual({ result: 'OK' })
    expect(column('CC_STATE', 'listAllCalls', { i_account: 5 })).toEqual([
      'Dead',
      'Disconnecting',
      'Disconnecting',
      'ARComplete',
      'WaitRoute',
    ])
    expect(ask('disconnectCall', { ID: '5' })).toEqual({ result: 'Call not found or not accessible' })
  })

  test.each(['4', '999', ''])('disconnectCall does not find %j', (ID) => {
    expect(openSwitch(callsInEveryState()).ask('disconnectCall', { ID })).toEqual({
      result: 'Call not found or not accessible',
    })
  })

  test('disconnectCall does not reach the calls of another customer', () => {
    const { ask } = openSwitch(callsInEveryState())
    expect(ask('disconnectCall', { ID: '5', i_customer: 3 })).toEqual({ result: 'Call not found or not accessible' })
    expect(ask('disconnectCall', { ID: '6', i_customer: 3 })).toEqual({ result: 'OK' })
  })

  test('disconnectAccount ends the calls of the account, and says how many', () => {
    const { ask, column } = openSwitch(callsInEveryState())
    expect(ask('disconnectAccount', { i_account: 5 })).toEqual({ result: 'OK', count: 3 })
    expect(ask('disconnectAccount', { i_account: 5 })).toEqual({ result: 'OK', count: 0 })
    expect(column('ID', 'listActiveCalls')).toEqual(['6'])
  })

  test('disconnectCustomer ends the calls of the customer under the rights of another', () => {
    const { ask, column } = openSwitch(callsInEveryState())
    expect(ask('disconnectCustomer', { i_customer: 3, i_wholesaler: 2 })).toEqual({ result: 'OK', count: 0 })
    expect(ask('disconnectCustomer', { i_customer: 3, i_wholesaler: 1 })).toEqual({ result: 'OK', count: 1 })
    expect(column('ID', 'listActiveCalls')).toEqual(['5', '7', '8'])
    expect(ask('disconnectCustomer', { i_customer: 1, i_wholesaler: 1 })).toEqual({ result: 'OK', count: 5 })
  })

  test('what has ended is forgotten in the end', () => {
    const { ask } = openSwitch([callSince(4, 100)])
    expect(ask('listAllCalls', {}, NOW_MS + 141_999)).toMatchObject([{ CC_STATE: 'Dead', DURATION: 200 }])
    expect(ask('listAllCalls', {}, NOW_MS + 142_000)).toEqual([])
  })
})

describe('what the simulated switch refuses', () => {
  test.each([
    ['an unknown method', 'listDeadCalls', {}, '3 unknown method'],
    ['a request without rights', 'listAllCalls', { i_customer: null }, '4 i_customer'],
    ['a customer to disconnect without rights', 'disconnectCustomer', { i_customer: 3 }, '4 i_wholesaler'],
    ['an integer as text', 'listAllCalls', { i_account: '7' }, '5 i_account'],
    ['an id as an integer', 'disconnectCall', { ID: 5 }, '5 ID'],
    ['an order that is none', 'listAllCalls', { order: 'newest_first' }, '5 invalid order'],
    ['no account', 'disconnectAccount', {}, '5 i_account is required'],
  ])('%s', (_, method, parameters, fault) => {
    expect(openSwitch([]).ask(method, parameters)).toEqual({ fault: expect.stringContaining(fault) })
  })

  test.each([
    '',
    'listAllCalls',
    '<methodCall><methodName>listAllCalls</methodName>',
    '<!DOCTYPE methodCall [<!ENTITY a "b">]><methodCall><methodName>&a;</methodName></methodCall>',
    '<methodCall></methodCall>',
    '<methodResponse><params/></methodResponse>',
  ])('a body that is not a call: %j', (body) => {
    const { answer } = openSwitch([])
    expect(answer(body)).toMatchObject({ status: 200, body: expect.stringContaining('malformed XML-RPC call') })
  })

  test('two parameters', () => {
    const twice = '<param><value><struct/></value></param>'.repeat(2)
    const call = `<methodCall><methodName>listAllCalls</methodName><params>${twice}</params></methodCall>`
    expect(openSwitch([]).answer(call).body).toContain('expected one struct')
  })
})
