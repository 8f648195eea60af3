import {
  type ActiveCallStatsDeclaration,
  type Control,
  type Controls,
  type DisconnectResult,
  VendorFault,
} from '../contract.js'
import { protocolFault } from '../wire/faults.js'
import { isRow, toInt } from '../wire/field-readers.js'
import { decodeResult, isOk } from './answer.js'
import { toResultFault } from './faults.js'
import { rightsBesideCustomer, rightsOf, toInt32, toRequest } from './request.js'
import type { PortasipSettings } from './settings.js'

// Counting and ending calls. Requests that end calls are not repeatable: after a timeout, check before trying again.

type Disconnect = Control<string, DisconnectResult>

/** The requests that end calls, with the settings of one source. */
export const controlsOf = (settings: PortasipSettings): Controls => ({
  disconnectCall: {
    request: (nativeId) => toRequest('disconnectCall', { ID: checkedCallId(nativeId), ...rightsOf(settings) }, false),
    decode: decodeDisconnect,
  },
  disconnectAccount: {
    request: (accountId) =>
      toRequest('disconnectAccount', { i_account: checkedId('accountId', accountId), ...rightsOf(settings) }, false),
    decode: decodeDisconnect,
  },
  disconnectCustomer: {
    request: (customerId) =>
      toRequest(
        'disconnectCustomer',
        { i_customer: checkedId('customerId', customerId), ...rightsBesideCustomer(settings) },
        false,
      ),
    decode: decodeDisconnect,
  },
})

/** getAccountCallStats: totals per account, "currently limited to accounts of root customer only". */
export const statsOf = (settings: PortasipSettings): ActiveCallStatsDeclaration => ({
  request: () => toRequest('getAccountCallStats', rightsOf(settings), true),
  decode: decodeResult((answer, result) => {
    if (!isOk(result)) throw toResultFault(result)
    const data = answer['data']
    if (!isRow(data)) throw protocolFault('data by account', 'another value')
    return Object.entries(data).map(([accountId, counts]) => ({ accountId, ...toCounts(counts) }))
  }),
})

function toCounts(counts: unknown): { total: number; connected: number } {
  const [total, connected] = Array.isArray(counts) && counts.length === 2 ? counts.map(toInt) : []
  if (total === undefined || total === null || connected === undefined || connected === null)
    throw protocolFault('two counts per account', 'another value')
  return { total, connected }
}

const NOT_FOUND = /^call not found or not accessible\.?$/i

/** disconnectCall reports an unknown call with HTTP 200; the other methods report how many calls they ended. */
const decodeDisconnect: Disconnect['decode'] = decodeResult((answer, result): DisconnectResult => {
  if (isOk(result)) return { outcome: 'REQUESTED', disconnectedCount: toInt(answer['count']) }
  if (NOT_FOUND.test(result)) return { outcome: 'NOT_FOUND' }
  throw toResultFault(result)
})

/** Rejects text that the switch could read as another id, or as no id, before it reaches a method that ends calls. */
function checkedCallId(nativeId: string): string {
  if (/^[\x21-\x7e]+$/.test(nativeId)) return nativeId
  throw new VendorFault(
    'REJECTED',
    'the id of the call is empty, or has characters that are not in any id of this switch',
  )
}

function checkedId(argument: string, text: string): number {
  const id = toInt32(text)
  if (id !== null && id > 0) return id
  throw new VendorFault('REJECTED', `${argument} must be a positive integer, at most 2147483647`)
}
