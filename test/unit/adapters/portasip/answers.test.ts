import { describe, expect, test } from 'vitest'
import { type StartDecoder, VendorFault } from '../../../../adapters/contract.js'
import { faultRules, toResultFault, toVendorFault } from '../../../../adapters/portasip/faults.js'
import { faultFrom } from '../../../../adapters/wire/faults.js'
import { decodeText } from '../../../../adapters/wire/json/body.js'
import { plain, toPlainRecord } from '../../../../src/conformance/records.js'
import {
  answered,
  CONNECTED,
  faulted,
  intMember,
  listOf,
  RINGING,
  stringMember,
} from '../../../conformance/portasip/wire.js'
import { declared } from './declared.js'

const { list, stats, disconnectCall } = declared()
const bodyOf = (value: string): string => answered(value).body
const aStruct = (members: string): string => `<value><struct>${members}</struct></value>`
const struct = (members: string): string => bodyOf(aStruct(members))

function faultOf<Result>(decode: StartDecoder<Result>, body: string): VendorFault | null {
  try {
    decodeText(decode, body)
    return null
  } catch (error) {
    if (error instanceof VendorFault) return error
    throw error
  }
}

describe('a list', () => {
  test('is read the same however it is cut', () => {
    const body = bodyOf(listOf(RINGING, CONNECTED))
    const decoder = list.decode({ contentType: 'text/xml' })
    for (const piece of body) decoder.write(piece)
    expect(plain(decoder.end())).toEqual(plain(decodeText(list.decode, body)))
  })

  test('has the start of each call, by which it is sorted', () => {
    const { rows } = decodeText(list.decode, bodyOf(listOf(RINGING, CONNECTED)))
    expect(rows.map(list.orderTime)).toEqual([Date.UTC(2021, 7, 22, 10, 11, 52), Date.UTC(2021, 7, 22, 10, 12, 52)])
    expect(list.orderTime({ ID: '1' })).toBeNull()
  })

  test.each([
    ['Idle', 'SETUP'],
    ['WaitAuth', 'SETUP'],
    ['WaitRoute', 'SETUP'],
    ['ARComplete', 'RINGING'],
    ['arcomplete', 'RINGING'],
    ['Connected', 'CONNECTED'],
    ['Disconnecting', 'DISCONNECTING'],
    ['Dead', 'ENDED'],
    ['Zombie', 'UNKNOWN'],
    [null, 'UNKNOWN'],
    ['', 'UNKNOWN'],
    ['constructor', 'UNKNOWN'],
  ])('CC_STATE %j is %s', (ccState, state) => {
    const record = toPlainRecord(list.fields, { ID: '1', CC_STATE: ccState })
    expect(record['state']).toBe(state)
    expect(record['vendorState']).toBe(ccState === '' ? null : ccState)
  })

  test('a row with nothing but its ID is a record of nulls', () => {
    expect(toPlainRecord(list.fields, { ID: '1' })).toMatchObject({
      nativeId: '1',
      sipCallId: null,
      startedAt: null,
      durationSeconds: null,
      setupDelaySeconds: null,
      state: 'UNKNOWN',
      direction: 'UNKNOWN',
      accountId: null,
      customer: null,
    })
  })

  test('a member named __proto__ is a member', () => {
    const account = aStruct(intMember('I_ACCOUNT', 9))
    const members = `${stringMember('ID', '1')}<member><name>__proto__</name>${account}</member>`
    const { rows } = decodeText(list.decode, bodyOf(listOf(aStruct(members))))
    expect(rows.map((read) => toPlainRecord(list.fields, read)['accountId'])).toEqual([null])
  })

  test.each([
    ['a call without an ID', listOf(RINGING, aStruct(stringMember('CLI', '801'))), 'PROTOCOL'],
    ['a call with an empty ID', listOf(aStruct(stringMember('ID', ''))), 'PROTOCOL'],
    ['a list of something else', listOf('<value><int>1</int></value>'), 'PROTOCOL'],
    ['text', '<value>OK</value>', 'PROTOCOL'],
    ['nil', '<value><nil/></value>', 'PROTOCOL'],
    ['a call alone', RINGING, 'PROTOCOL'],
    ['a result', aStruct(stringMember('result', 'No such customer')), 'REJECTED'],
  ])('%s in its place is a fault', (_, value, code) => {
    expect(faultOf(list.decode, bodyOf(value))?.code).toBe(code)
  })
})

describe('a result', () => {
  test.each(['OK', ' OK ', 'ok'])('%j is success', (result) => {
    const outcome = decodeText(disconnectCall.decode, struct(stringMember('result', result)))
    expect(outcome).toMatchObject({ outcome: 'REQUESTED' })
  })

  test.each([
    ['is missing', struct(intMember('count', 1)), 'PROTOCOL'],
    ['is nil', struct('<member><name>result</name><value><nil/></value></member>'), 'PROTOCOL'],
    ['is not in a struct', bodyOf('<value>OK</value>'), 'PROTOCOL'],
    ['says something else', struct(stringMember('result', 'NOT OK')), 'REJECTED'],
  ])('that %s is a fault', (_, body, code) => {
    expect(faultOf(disconnectCall.decode, body)?.code).toBe(code)
  })

  const data = (value: string): string =>
    struct(`${stringMember('result', 'OK')}<member><name>data</name>${value}</member>`)
  const counts = (...values: readonly string[]): string =>
    aStruct(`<member><name>3</name>${listOf(...values)}</member>`)

  test.each([
    ['no data', struct(stringMember('result', 'OK'))],
    ['other data', data('<value>none</value>')],
    ['one count', data(counts('<value>1</value>'))],
    ['three counts', data(counts('<value>1</value>', '<value>1</value>', '<value>1</value>'))],
    ['a count that is none', data(counts('<value>1</value>', '<value>many</value>'))],
    ['a count that is nil', data(counts('<value>1</value>', '<value><nil/></value>'))],
  ])('of statistics with %s is a fault', (_, body) => {
    expect(faultOf(stats.decode, body)?.code).toBe('PROTOCOL')
  })

  test('of statistics that is not OK is a fault', () => {
    expect(faultOf(stats.decode, struct(stringMember('result', 'Not authorized')))?.code).toBe('UNAUTHENTICATED')
  })
})

describe('faults', () => {
  test.each([
    ['Authentication failed', 'UNAUTHENTICATED'],
    ['AUTHORIZATION REQUIRED', 'UNAUTHENTICATED'],
    ['Not authorised.', 'UNAUTHENTICATED'],
    ['Permission denied', 'UNAUTHENTICATED'],
    ['API calls are not allowed for this customer', 'UNAUTHENTICATED'],
    ['No such account', 'REJECTED'],
    ['Authorization rule 3 not found', 'REJECTED'],
    ['i_account: wrong type', 'REJECTED'],
    [undefined, 'REJECTED'],
  ])('the text %j is %s', (text, code) => {
    expect(toVendorFault({ code: undefined, text }).code).toBe(code)
    if (text !== undefined) expect(toResultFault(text).code).toBe(code)
  })

  test.each([
    [401, 'UNAUTHENTICATED'],
    [403, 'UNAUTHENTICATED'],
    [404, 'PROTOCOL'],
    [418, 'PROTOCOL'],
    [429, 'THROTTLED'],
    [500, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'],
    [599, 'UNAVAILABLE'],
  ])('HTTP %d is %s', (httpStatus, code) => {
    expect(faultFrom(faultRules, { httpStatus }).code).toBe(code)
  })

  test("carry the vendor's code when it is a number, and never its text", () => {
    const fault = faultOf(list.decode, faulted(-500, 'SELECT * FROM calls WHERE secret').body)
    expect(fault?.code).toBe('REJECTED')
    expect(fault?.message).toContain('(fault code -500)')
    expect(fault?.message).not.toContain('SELECT')
    expect(toVendorFault({ code: 'Client.secret', text: 'Permission denied' }).message).not.toMatch(/secret|denied/)
  })

  test.each([
    ['a page', '<!DOCTYPE html><html><body>Bad gateway<br></body></html>'],
    ['nothing', ''],
    ['a half', bodyOf(listOf(RINGING)).slice(0, 300)],
    ['another root', '<?xml version="1.0"?><page><error>no</error></page>'],
    ['no value', '<?xml version="1.0"?><methodResponse><params/></methodResponse>'],
  ])('%s instead of an answer is PROTOCOL', (_, body) => {
    expect(faultOf(list.decode, body)?.code).toBe('PROTOCOL')
    expect(faultOf(stats.decode, body)?.code).toBe('PROTOCOL')
    expect(faultOf(disconnectCall.decode, body)?.code).toBe('PROTOCOL')
  })
})
