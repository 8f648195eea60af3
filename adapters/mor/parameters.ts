import type { ActiveCallFilter, MorCallFilter } from '../../schema/filters.js'
import type { Parameters, Pushdown } from '../contract.js'

// The parameters of active_calls_get: which condition of a filter each of them is, and what may be sent in it.
// Vendor document, "Parameters".

const DIGITS = /^\d+$/
/** A number as MOR itself writes it: a filter for `007` must not come back with the calls of user 7. */
const WRITTEN_ID = /^(0|[1-9]\d*)$/

/** `s_user_id` takes any customer that MOR could have; of another vendor's customers the gateway finds none itself. */
export const customerPushdown = (value: unknown): Pushdown =>
  typeof value === 'string' && WRITTEN_ID.test(value) ? 'exact' : 'none'

/** `s_status` knows two words, and takes one at a time. */
export const statePushdown = (value: unknown): Pushdown => (toStatus(value) === undefined ? 'none' : 'superset')

function toStatus(states: unknown): 'ringing' | 'answered' | undefined {
  if (!Array.isArray(states) || states.length !== 1) return undefined
  if (states[0] === 'RINGING') return 'ringing'
  return states[0] === 'CONNECTED' ? 'answered' : undefined
}

const customerAsUser = ({ customerId }: ActiveCallFilter): string | undefined =>
  customerPushdown(customerId) === 'exact' ? customerId : undefined

/**
 * The conditions of a filter as MOR spells them. A `%` is sent as it is: the transport encodes the form, once, and the
 * document's `%25370` is already that encoding.
 * @returns in the document's order, but for `s_server`, which its sample request sends before `s_status`.
 */
export function toParameters(filter: ActiveCallFilter): Parameters {
  const mor = filter.mor ?? {}
  const all: readonly (readonly [name: string, value: string | undefined])[] = [
    ['s_did', mor.didPrefix],
    ['s_provider', mor.providerId],
    ['s_user_id', mor.userId ?? customerAsUser(filter)],
    ['s_device', mor.deviceId],
    ['s_dst_user_id', mor.destinationUserId],
    ['s_dst_device', mor.destinationDeviceId],
    ['s_destination', mor.destinationPrefix],
    ['s_destination_group', mor.destinationGroupId],
    ['s_source', mor.sourcePrefix],
    ['s_server', mor.serverId],
    ['s_status', toStatus(filter.state)],
    ['s_country', mor.country],
  ]
  return all.filter((entry): entry is readonly [string, string] => entry[1] !== undefined)
}

const IDS = [
  'providerId',
  'userId',
  'deviceId',
  'destinationUserId',
  'destinationDeviceId',
  'destinationGroupId',
  'serverId',
] as const satisfies readonly (keyof MorCallFilter)[]
const TEXTS = [
  'didPrefix',
  'destinationPrefix',
  'sourcePrefix',
  'country',
] as const satisfies readonly (keyof MorCallFilter)[]

/**
 * What must not be sent: MOR's ids are digits only, it silently ignores a device without its user, and what it does
 * with an empty parameter is not documented. A client may send null for a condition, as if it were left out.
 */
export function problemOf(filter: ActiveCallFilter): string | null {
  const mor = filter.mor ?? {}
  const badId = IDS.find((name) => !DIGITS.test(mor[name] ?? '0'))
  if (badId !== undefined) return `filter.mor.${badId} must be digits only: it is a numeric id of MOR`
  const empty = TEXTS.find((name) => mor[name] === '')
  if (empty !== undefined) return `filter.mor.${empty} must not be empty; leave it out to get every call`
  return missingUser(filter, mor) ?? otherUser(filter, mor)
}

const isGiven = (value: string | null | undefined): boolean => value !== null && value !== undefined

function missingUser(filter: ActiveCallFilter, mor: MorCallFilter): string | null {
  if (isGiven(mor.deviceId) && !isGiven(mor.userId) && customerAsUser(filter) === undefined)
    return 'filter.mor.deviceId needs filter.mor.userId: MOR ignores a device without its user'
  if (isGiven(mor.destinationDeviceId) && !isGiven(mor.destinationUserId))
    return 'filter.mor.destinationDeviceId needs filter.mor.destinationUserId: MOR ignores a device without its user'
  return null
}

/** Both are `s_user_id`, which can be sent once. */
const otherUser = ({ customerId }: ActiveCallFilter, { userId }: MorCallFilter): string | null =>
  isGiven(customerId) && isGiven(userId) && customerId !== userId
    ? 'filter.mor.userId and filter.customerId are the same thing in MOR and name different users: give one of them'
    : null
