import type { CallFilter } from '../../schema/filters.js'
import type { ListDeclaration, OwnCheck, OwnPath, PushdownRule } from '../contract.js'
import { isRow } from '../wire/field-readers.js'
import type { MorSettings } from './settings.js'

// The conditions on call records that only MOR has. For an id that it does not know, MOR drops the condition and returns
// all calls, and its records contain names and codes in place of the ids. So an id is only sent if the configuration knows
// what the records of it contain, and each record is checked.

type Known = MorSettings['callRecords']
type Own = OwnPath<CallFilter> & `mor.${string}`

/** The word of MOR for a type of calls. */
export const dispositionOf = (callType: unknown): string => String(callType).replace('_', ' ')

const knownBy =
  (ids: Readonly<Record<string, unknown>>): PushdownRule =>
  (id) =>
    typeof id === 'string' && Object.hasOwn(ids, id) ? 'superset' : 'unsupported'

/** How the conditions are applied. */
export const ownPushdown = ({ callRecords }: MorSettings): Readonly<Record<Own, PushdownRule>> & Pushdowns => ({
  'mor.providerId': knownBy(callRecords.providers),
  'mor.didId': knownBy(callRecords.dids),
  'mor.hangupCauseId': knownBy(callRecords.hangupCauses),
  'mor.callType': 'superset',
})
type Pushdowns = Partial<ListDeclaration<'calls'>['pushdown']>

const partOf = (value: unknown, name: string): unknown => (isRow(value) ? value[name] : null)

/** How records are checked. */
export const ownChecks = ({ callRecords }: Readonly<{ callRecords: Known }>): Readonly<Record<Own, OwnCheck>> => ({
  'mor.providerId': {
    reads: ['carrier'],
    test: (id) => (read) => read('carrier') === callRecords.providers[String(id)],
  },
  'mor.didId': {
    reads: ['mor'],
    test: (id) => (read) => partOf(read('mor'), 'did') === callRecords.dids[String(id)],
  },
  'mor.hangupCauseId': {
    reads: ['disconnectCause'],
    test: (id) => (read) => partOf(read('disconnectCause'), 'code') === callRecords.hangupCauses[String(id)],
  },
  'mor.callType': {
    reads: ['vendorStatus'],
    test: (callType) => (read) => String(read('vendorStatus')).toUpperCase().startsWith(dispositionOf(callType)),
  },
})
