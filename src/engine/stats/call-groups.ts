import { countryOf } from '../../../adapters/values/phone-number.js'
import type { DisconnectCause } from '../../../schema/billing.js'
import type { CallGrouping } from '../../../schema/enums.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { OperationTooCostly } from '../../cost/too-costly.js'
import type { RecordView } from '../source/records.js'
import type { Source } from '../source/source.js'
import { CallTally } from './call-tally.js'
import type { TimeBuckets } from './time-buckets.js'

// What calls that have ended are grouped by.

/** One call, as it is grouped. */
export interface GroupedCall {
  readonly source: Source
  readonly startedAtMs: EpochMs
  /** The record as the viewer may see it. */
  readonly shown: RecordView
  /** The same without masks: countries, accounts and causes of calls are no secret. */
  readonly whole: RecordView
}

/** What a group has in common; null where it is not grouped by that. */
export interface GroupValues {
  readonly source: Source['node'] | null
  readonly hour: EpochMs | null
  readonly day: string | null
  readonly customer: RecordView | null
  readonly accountId: string | null
  readonly country: string | null
  readonly destination: { readonly country: string | null; readonly description: string | null } | null
  readonly disconnectCause: DisconnectCause | null
  readonly carrier: string | null
}

export interface CallGroup {
  readonly values: GroupValues
  /** The source that all calls of the group are from; null: they may be from several. */
  readonly source: Source | null
  readonly tally: CallTally
}

/** The groups of one source, or of several together, by key. */
export type CallGroups = Map<string, CallGroup>

/** Nobody reads an answer with more groups, and it would take memory. */
const MOST_GROUPS = 10_000

/** @throws OperationTooCostly when there are too many groups. */
export function checkGroups({ size }: CallGroups): void {
  if (size <= MOST_GROUPS) return
  throw new OperationTooCostly(
    `groups: there are more than ${MOST_GROUPS} groups; group by less, or choose fewer calls by the filter`,
    { limit: 'groups', allowed: MOST_GROUPS, actual: size },
  )
}

/** The fields that each grouping reads. */
const READ_BY: Readonly<Record<CallGrouping, readonly string[]>> = {
  SOURCE: [],
  HOUR: [],
  DAY: [],
  CUSTOMER: ['customer', 'customer.nativeId', 'customer.name'],
  ACCOUNT: ['accountId'],
  COUNTRY: ['callee', 'callee.e164'],
  DESTINATION: ['destination', 'destination.country', 'destination.description'],
  DISCONNECT_CAUSE: ['disconnectCause'],
  CARRIER: ['carrier'],
}

/** Accounts, customers and carriers belong to one source: the same id at another source is another one. */
const BY_SOURCE: ReadonlySet<CallGrouping> = new Set<CallGrouping>(['SOURCE', 'CUSTOMER', 'ACCOUNT', 'CARRIER'])

/** Makes the keys and the values of groups. */
export class CallGrouper {
  readonly #groupBy: readonly CallGrouping[]
  readonly #isBySource: boolean
  /** The fields of a record that it reads. */
  readonly reads: readonly string[]

  constructor(
    groupBy: readonly CallGrouping[],
    private readonly buckets: TimeBuckets,
  ) {
    this.#groupBy = groupBy
    this.#isBySource = groupBy.some((by) => BY_SOURCE.has(by))
    this.reads = groupBy.flatMap((by) => READ_BY[by])
  }

  /** The group of a call; a new one where there is none yet. */
  groupOf(call: GroupedCall, groups: CallGroups): CallGroup {
    let key = this.#isBySource ? call.source.name : ''
    for (const by of this.#groupBy) key += `\u0000${this.#keyOf(by, call)}`
    const known = groups.get(key)
    if (known !== undefined) return known
    const source = this.#isBySource ? call.source : null
    const group: CallGroup = { values: this.#valuesOf(call), source, tally: new CallTally() }
    groups.set(key, group)
    return group
  }

  #keyOf(by: CallGrouping, call: GroupedCall): string | number {
    switch (by) {
      case 'SOURCE':
        return ''
      case 'HOUR':
        return this.buckets.hourAt(call.startedAtMs)
      case 'DAY':
        return this.buckets.dateAt(call.startedAtMs)
      case 'CUSTOMER':
        return keyOfText(customerOf(call)?.nativeId ?? null)
      case 'ACCOUNT':
        return keyOfText(textOf(read(call.whole, 'accountId')))
      case 'COUNTRY':
        return keyOfText(countryCalled(call))
      case 'DESTINATION':
        return keyOfDestination(destinationOf(call))
      case 'DISCONNECT_CAUSE':
        return keyOfCause(causeOf(call), call.source)
      case 'CARRIER':
        return keyOfText(textOf(read(call.shown, 'carrier')))
    }
  }

  #valuesOf(call: GroupedCall): GroupValues {
    const by = (grouping: CallGrouping) => this.#groupBy.includes(grouping)
    return {
      source: this.#isBySource ? call.source.node : null,
      hour: by('HOUR') ? this.buckets.hourAt(call.startedAtMs) : null,
      day: by('DAY') ? this.buckets.dateAt(call.startedAtMs) : null,
      customer: by('CUSTOMER') ? customerOf(call) : null,
      accountId: by('ACCOUNT') ? textOf(read(call.whole, 'accountId')) : null,
      country: by('COUNTRY') ? countryCalled(call) : null,
      destination: by('DESTINATION') ? destinationOf(call) : null,
      disconnectCause: by('DISCONNECT_CAUSE') ? causeOfGroup(causeOf(call)) : null,
      carrier: by('CARRIER') ? textOf(read(call.shown, 'carrier')) : null,
    }
  }
}

/** By time, then the largest first; equal ones by their keys, so that the order is always the same. */
export const sortGroups = (groups: CallGroups): readonly CallGroup[] =>
  [...groups]
    .sort(([aKey, a], [bKey, b]) => {
      const byTime = (a.values.hour ?? 0) - (b.values.hour ?? 0) || compare(a.values.day ?? '', b.values.day ?? '')
      return byTime || b.tally.attempts - a.tally.attempts || compare(aKey, bKey)
    })
    .map(([, group]) => group)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : null
/** Begins with its length, so that texts cannot run into each other, whatever they hold. */
const keyOfText = (text: string | null): string => (text === null ? '' : `${text.length}=${text}`)
const read = (record: RecordView, name: string): unknown => Reflect.get(record, name)

const isCustomer = (value: unknown): value is RecordView =>
  typeof value === 'object' && value !== null && 'nativeId' in value
function customerOf({ shown }: GroupedCall): RecordView | null {
  const customer = read(shown, 'customer')
  return isCustomer(customer) ? customer : null
}

const countryCalled = ({ whole, source }: GroupedCall): string | null =>
  countryOf(textOf(memberOf(read(whole, 'callee'), 'e164')), source.declaration.region)

function destinationOf({ shown }: GroupedCall): (GroupValues['destination'] & { readonly area: null }) | null {
  const destination = read(shown, 'destination')
  const country = textOf(memberOf(destination, 'country'))
  const description = textOf(memberOf(destination, 'description'))
  return country === null && description === null ? null : { country, description, area: null }
}
const keyOfDestination = (destination: GroupValues['destination']): string =>
  destination === null ? '' : `${keyOfText(destination.country)} ${keyOfText(destination.description)}`

const isCause = (value: unknown): value is DisconnectCause =>
  typeof value === 'object' && value !== null && 'system' in value && 'code' in value
export function causeOf({ whole }: Pick<GroupedCall, 'whole'>): DisconnectCause | null {
  const cause = read(whole, 'disconnectCause')
  return isCause(cause) ? cause : null
}
/** A code of a public numbering is the same cause at every source, however the vendor writes it. */
const isPublic = ({ system, code }: DisconnectCause): boolean => system !== 'VENDOR' && code !== null
const keyOfCause = (cause: DisconnectCause | null, source: Source): string =>
  cause === null
    ? ''
    : isPublic(cause)
      ? `${cause.system} ${cause.code}`
      : `${source.name} ${cause.system} ${cause.code} ${keyOfText(cause.text)}`
const causeOfGroup = (cause: DisconnectCause | null): DisconnectCause | null =>
  cause !== null && isPublic(cause) ? { ...cause, text: null } : cause
