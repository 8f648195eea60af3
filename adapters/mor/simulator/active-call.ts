import { phaseAt, type World, type WorldCall, type WorldCustomer, type WorldTrunk } from '../../simulation/contract.js'
import { zonedIsoTime } from '../../simulation/zoned-time.js'
import { directionOf, withoutPlus } from './tariff.js'

// A call of the world as an active call of MOR.

/** One `active_call` by the names of its elements, and further values that filters use. */
export interface ListedCall {
  readonly elements: Readonly<Record<string, string>>
  /** The number that was dialled, for calls from outside; null for all others. */
  readonly did: string | null
  readonly serverId: string
}

export interface ListOptions {
  readonly nowMs: number
  readonly timeZone: string
  /** Servers from before March 2024 do not send uniqueid. */
  readonly uniqueId: boolean
}

/** Starts at 2, as in the sample of the document. */
export const userIdOf = (customer: Pick<WorldCustomer, 'index'>): string => String(customer.index + 2)
export const deviceIdOf = (trunk: WorldTrunk): string => String(trunk.index + 2)
export const SERVER_IDS: readonly string[] = ['1', '2']
export const PROVIDER_IDS: readonly string[] = ['1', '2']

/** All calls that are ringing or answered now, as the administrator sees them, who is the only user. */
export const listCalls = (world: World, options: ListOptions): readonly ListedCall[] =>
  world
    .calls('mor', options.nowMs)
    .filter((call) => ['ringing', 'connected'].includes(phaseAt(call, options.nowMs)))
    .map((call) => toListedCall(call, world, options))

function toListedCall(call: WorldCall, world: World, options: ListOptions): ListedCall {
  const callee = withoutPlus(call.callee)
  const trunk = call.trunkIndex === null ? undefined : world.trunks[call.trunkIndex]
  const isInbound = call.direction === 'inbound'
  const isAnswered = phaseAt(call, options.nowMs) === 'connected'
  return {
    elements: {
      id: String(call.index + 1),
      ...(options.uniqueId ? { uniqueid: `${Math.floor(call.startedAtMs / 1000)}.${call.index}` } : {}),
      ...progressOf(call, isAnswered, options),
      src: call.caller === null ? 'anonymous' : withoutPlus(call.caller),
      ...userOf(customerAt(world, call.sourceCustomerIndex), 'user_id', 'user'),
      ...deviceOf(isInbound ? undefined : trunk, 'src_device_id', 'device'),
      localized_dst: callee,
      ...routeOf(call, callee, isAnswered),
      channel: `SIP/${trunk?.ipAddress ?? '192.0.2.1'}-${call.index.toString(16).padStart(8, '0')}`,
      ...(isInbound ? userOf(customerAt(world, call.destinationCustomerIndex), 'dst_user_id', 'dst_user') : {}),
      ...(isInbound ? deviceOf(trunk, 'dst_device_id', 'dst_device') : {}),
    },
    did: isInbound ? callee : null,
    serverId: SERVER_IDS[call.index % SERVER_IDS.length] ?? '',
  }
}

const customerAt = (world: World, index: number | null): WorldCustomer | undefined =>
  index === null ? undefined : world.customers[index]

function progressOf(call: WorldCall, isAnswered: boolean, { nowMs, timeZone }: ListOptions) {
  if (!isAnswered || call.answeredAtMs === null) return { status: 'Ringing', answer_time: '', duration: '' }
  return {
    status: 'Answered',
    // In the zone of the server, without an offset: `2026-03-01 12:00:00`.
    answer_time: zonedIsoTime(call.answeredAtMs, timeZone).slice(0, 19).replace('T', ' '),
    duration: String(Math.floor((nowMs - call.answeredAtMs) / 1000)),
  }
}

const userOf = (customer: WorldCustomer | undefined, idName: string, name: string): Record<string, string> => ({
  [idName]: customer === undefined ? '' : userIdOf(customer),
  [name]: customer?.name ?? '',
})

const deviceOf = (trunk: WorldTrunk | undefined, idName: string, prefix: string): Record<string, string> => ({
  [idName]: trunk === undefined ? '' : deviceIdOf(trunk),
  [`${prefix}_type`]: trunk === undefined ? '' : 'SIP',
  [`${prefix}_extension`]: trunk === undefined ? '' : String(1000 + trunk.index),
  [`${prefix}_name`]: trunk?.name ?? '',
  [`${prefix}_istrunk`]: trunk === undefined ? '' : trunk.isPbxTrunk ? '1' : '0',
  [`${prefix}_ani`]: trunk === undefined ? '' : '0',
})

/** A call between two customers is in no tariff; for other calls, the provider is present once the call is answered. */
function routeOf(call: WorldCall, callee: string, isAnswered: boolean) {
  const isInside = call.direction === 'outbound' && call.destinationCustomerIndex !== null
  const direction = isInside ? null : directionOf(callee)
  const isRouted = isAnswered && call.direction === 'outbound' && !isInside
  const providerId = isRouted ? (PROVIDER_IDS[call.index % PROVIDER_IDS.length] ?? '') : ''
  return {
    direction_code: direction?.code ?? '',
    direction_name: direction?.name ?? '',
    destination_name: direction?.destination ?? '',
    provider_id: providerId,
    provider_name: providerId === '' ? '' : `Provider ${providerId}`,
  }
}
