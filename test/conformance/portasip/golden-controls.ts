import type { Golden } from '../../../src/conformance/golden.js'
import { answered, asked, faulted, intMember, listOf, stringMember } from './wire.js'

const result = (text: string, more = '') =>
  answered(`<value><struct>${stringMember('result', text)}${more}</struct></value>`)

export const controlGoldens: readonly Golden[] = [
  {
    name: 'disconnects a call',
    example: 'digest',
    exchange: { control: 'disconnectCall', argument: '960' },
    request: asked('disconnectCall', stringMember('ID', '960')),
    response: result('OK'),
    outcome: { outcome: 'REQUESTED', disconnectedCount: null },
  },
  {
    name: 'does not find the call: a success answer says so',
    example: 'trusted',
    exchange: { control: 'disconnectCall', argument: '961' },
    request: asked('disconnectCall', stringMember('ID', '961') + intMember('i_customer', 1)),
    response: result('Call not found or not accessible'),
    outcome: { outcome: 'NOT_FOUND' },
  },
  {
    name: 'gets something else in a success answer',
    example: 'digest',
    exchange: { control: 'disconnectCall', argument: '962' },
    request: asked('disconnectCall', stringMember('ID', '962')),
    response: result('Try again later'),
    fault: { code: 'REJECTED' },
  },
  {
    name: 'disconnects an account',
    example: 'digest',
    exchange: { control: 'disconnectAccount', argument: '3' },
    request: asked('disconnectAccount', intMember('i_account', 3)),
    response: result('OK', intMember('count', 2)),
    outcome: { outcome: 'REQUESTED', disconnectedCount: 2 },
  },
  {
    name: 'disconnects an account, with the count as text',
    example: 'trusted wholesaler',
    exchange: { control: 'disconnectAccount', argument: '2147483647' },
    request: asked('disconnectAccount', intMember('i_account', 2147483647) + intMember('i_wholesaler', 7)),
    response: result('OK', stringMember('count', '0')),
    outcome: { outcome: 'REQUESTED', disconnectedCount: 0 },
  },
  {
    name: 'disconnects a customer',
    example: 'digest',
    exchange: { control: 'disconnectCustomer', argument: '12' },
    request: asked('disconnectCustomer', intMember('i_customer', 12)),
    response: result('OK', intMember('count', 41)),
    outcome: { outcome: 'REQUESTED', disconnectedCount: 41 },
  },
  {
    name: 'disconnects a customer in trusted mode, under the rights of another',
    example: 'trusted',
    exchange: { control: 'disconnectCustomer', argument: '12' },
    request: asked('disconnectCustomer', intMember('i_customer', 12) + intMember('i_wholesaler', 1)),
    response: faulted(403, 'Authorization failed for customer 12'),
    fault: { code: 'UNAUTHENTICATED' },
  },
  {
    name: 'counts the calls of accounts',
    example: 'digest',
    exchange: { stats: true },
    request: asked('getAccountCallStats', ''),
    response: result(
      'OK',
      `<member><name>data</name><value><struct>
        <member><name>3</name>${listOf('<value><int>2</int></value>', '<value><int>1</int></value>')}</member>
        <member><name>7</name>${listOf('<value>1</value>', '<value><string>0</string></value>')}</member>
      </struct></value></member>`,
    ),
    outcome: [
      { accountId: '3', total: 2, connected: 1 },
      { accountId: '7', total: 1, connected: 0 },
    ],
  },
  {
    name: 'counts no calls',
    example: 'trusted',
    exchange: { stats: true },
    request: asked('getAccountCallStats', intMember('i_customer', 1)),
    response: result('OK', '<member><name>data</name><value><struct/></value></member>'),
    outcome: [],
  },
  {
    name: 'is refused the counts',
    example: 'digest',
    exchange: { stats: true },
    request: asked('getAccountCallStats', ''),
    response: faulted(-32601, 'Method not found'),
    fault: { code: 'REJECTED' },
  },
]
