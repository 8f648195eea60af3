import type { ActiveCallFilter, MorCallFilter } from '../../schema/filters.js'
import type { Parameters, Pushdown } from '../contract.js'

// The parameters of active_calls_get: the condition that each of them expresses, and its valid values.
// Vendor document, "Parameters".

const DIGITS = /^\d+$/
/** A number as MOR writes it: a filter for `007` must not return the calls of user 7. */
const WRITTEN_ID = /^(0|[1-9]\d*)$/

/** `s_user_id` accepts any id that MOR could have. For other text nothing is sent, and the gateway finds no rows. */
export const customerPushdown = (value: unknown): Pushdown =>
  typeof value === 'string' && WRITTEN_ID.test(value) ? 'exact' : 'none'

/** `s_status` has two values, and accepts one of them at a time. */
export const statePushdown = (value: unknown): Pushdown => (toStatus(value) === undefined ? 'none' : 'superset')

function toStatus(states: unknown): 'ringing' | 'answered' | undefined {
  if (!Array.isArray(states) || states.length !== 1) return undefined
  if (states[0] === 'RINGING') return 'ringing'
  return states[0] === 'CONNECTED' ? 'answered' : undefined
}

const customerAsUser = ({ customerId }: ActiveCallFilter): string | undefined =>
  customerPushdown(customerId) === 'exact' ? customerId : undefined

/**
 * The parameters for a filter. A `%` is passed unchanged: the transport encodes the form once, and `%25370` in the
 * document is already encoded.
 * @returns them in the order of the document, except `s_server`, which the sample request sends before `s_status`.
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
 * What is wrong with a filter: MOR's ids are digits only, it silently ignores a device without its user, and its
 * handling of empty parameters is not documented. A condition that a client sets to null counts as left out.
 */
export function problemOf(filter: ActiveCallFilter): string | null {
  const mor = filter.mor ?? {}
  const badId = IDS.find((name) => !DIGITS.test(mor[name] ?? '0'))
  if (badId !== undefined) return `filter.mor.${badId} must consist of digits: it is a numeric id of MOR`
  const empty = TEXTS.find((name) => mor[name] === '')
  if (empty !== undefined) return `filter.mor.${empty} must not be empty; leave it out to get all calls`
  return missingUser(filter, mor) ?? otherUser(filter, mor)
}

const isGiven = (value: string | null | undefined): boolean => value !== null && value !== undefined

function missingUser(filter: ActiveCallFilter, mor: MorCallFilter): string | null {
  if (isGiven(mor.deviceId) && !isGiven(mor.userId) && customerAsUser(filter) === undefined)
    return 'filter.mor.deviceId requires filter.mor.userId: MOR ignores a device without its user'
  if (isGiven(mor.destinationDeviceId) && !isGiven(mor.destinationUserId))
    return 'filter.mor.destinationDeviceId requires filter.mor.destinationUserId: MOR ignores a device without its user'
  return null
}

/** Both are sent as `s_user_id`, which can only be sent once. */
const otherUser = ({ customerId }: ActiveCallFilter, { userId }: MorCallFilter): string | null =>
  isGiven(customerId) && isGiven(userId) && customerId !== userId
    ? 'filter.mor.userId and filter.customerId both mean the calling user in MOR, but have different values: give only one'
    : null
