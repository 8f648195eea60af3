import type { ActiveCall } from '../../schema/active-call.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Fields, Row } from '../contract.js'
import { toParty } from '../values/party.js'
import { createNumberReader } from '../values/phone-number.js'
import { always, from, fromAll, toFloat, toInt, toSeconds, toText } from '../wire/field-readers.js'
import { type Near, sinceOf } from '../wire/time/local-time.js'
import { toActiveCallState, toDirection } from './active-call-state.js'
import type { PortasipSettings } from './settings.js'
import { toSippyTimestamp } from './sippy-time.js'

/** When a call was set up by its durations: set-up delay and talk time before the answer with the row. */
export const setUpAbout =
  (row: Row, fetchedAtMs: EpochMs | undefined): Near =>
  () => {
    const talkSeconds = toSeconds(row['DURATION'])
    return sinceOf(talkSeconds === null ? null : talkSeconds + (toSeconds(row['DELAY']) ?? 0), fetchedAtMs)
  }

/** How the switch of a source writes times and national numbers. */
export type Reading = Pick<PortasipSettings, 'timeZone' | 'region'>

// { CLI: '801', CLD: '812', CALL_ID: 'd84b2a8b-44f79741@192.0.2.11', CC_STATE: 'ARComplete', ID: '960',
//   I_ACCOUNT: 3, I_CUSTOMER: '1', I_CONNECTION: 1, I_ENVIRONMENT: '1', DELAY: 6.102700465, DURATION: 0,
//   CALLER_MEDIA_IP: '198.51.100.7', CALLEE_MEDIA_IP: '198.51.100.54', SETUP_TIME: '20210822T10:11:52.000',
//   DIRECTION: 'vendor', NODE_ID: 'node-12345678' }
//
// The manual's table of types calls I_CUSTOMER and I_ENVIRONMENT integers, its sample writes them as text: either is
// read. I_ACCOUNT is nil while a call is not authenticated. SETUP_TIME is there since 2022, NODE_ID on FreightSwitch.
export const activeCallFields = ({ timeZone, region }: Reading): Fields<ActiveCall> => {
  const numbers = createNumberReader(region)
  return {
    nativeId: from('ID', (id) => toText(id) ?? ''),
    sipCallId: from('CALL_ID', toText),
    caller: from('CLI', (cli) => toParty(toText(cli), numbers)),
    callee: from('CLD', (cld) => toParty(toText(cld), numbers)),
    direction: from('DIRECTION', (direction) => toDirection(toText(direction))),
    startedAt: fromAll(['SETUP_TIME'], (row, fetchedAtMs) =>
      toSippyTimestamp(row['SETUP_TIME'], timeZone, setUpAbout(row, fetchedAtMs)),
    ),
    // The times of the answer and the end are not reported, and cannot be computed from durations, which are rounded.
    answeredAt: always(null),
    endedAt: always(null),
    durationSeconds: from('DURATION', toSeconds),
    setupDelaySeconds: from('DELAY', toFloat),
    state: from('CC_STATE', (state) => toActiveCallState(toText(state))),
    vendorState: from('CC_STATE', toText),
    accountId: from('I_ACCOUNT', toText),
    customer: from('I_CUSTOMER', (customer) => {
      const nativeId = toText(customer)
      return nativeId === null ? null : { nativeId, name: null }
    }),
    portasip: {
      ...fromAll(
        ['I_CONNECTION', 'I_ENVIRONMENT', 'CALLER_MEDIA_IP', 'CALLEE_MEDIA_IP', 'DIRECTION', 'NODE_ID'],
        (row) => ({
          connectionId: toInt(row['I_CONNECTION']),
          environmentId: toInt(row['I_ENVIRONMENT']),
          callerMediaIp: toText(row['CALLER_MEDIA_IP']),
          calleeMediaIp: toText(row['CALLEE_MEDIA_IP']),
          vendorDirection: toText(row['DIRECTION']),
          nodeId: toText(row['NODE_ID']),
        }),
      ),
      parts: {
        connectionId: ['I_CONNECTION'],
        environmentId: ['I_ENVIRONMENT'],
        callerMediaIp: ['CALLER_MEDIA_IP'],
        calleeMediaIp: ['CALLEE_MEDIA_IP'],
        vendorDirection: ['DIRECTION'],
        nodeId: ['NODE_ID'],
      },
    },
    mor: always(null),
  }
}
