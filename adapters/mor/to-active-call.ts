import type { ActiveCall, MorCall, MorDevice } from '../../schema/active-call.js'
import type { ActiveCallState, Direction } from '../../schema/enums.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { CustomerReference, Fields, Row } from '../contract.js'
import { toParty } from '../values/party.js'
import { createNumberReader } from '../values/phone-number.js'
import { always, from, fromAll, toBoolean, toText } from '../wire/field-readers.js'
import { localToEpochMs, secondsTimestamp, sinceOf } from '../wire/time/local-time.js'
import type { MorSettings } from './settings.js'

// How a call in progress is read out of an `active_call` element. Vendor document, "Returns".

/** Ringing and Answered are all that the document has. */
function toState(value: unknown): ActiveCallState {
  const status = toText(value)?.trim().toLowerCase()
  if (status === 'ringing') return 'RINGING'
  return status === 'answered' ? 'CONNECTED' : 'UNKNOWN'
}

const PLAIN_SECONDS = /^\d{1,9}$/
const CLOCK = /^(\d{1,5}):([0-5]\d):([0-5]\d)$/

/** The talk time in seconds. The document shows only an empty one, so whole seconds and hh:mm:ss are understood. */
function toDurationSeconds(value: unknown): number | null {
  const text = toText(value)?.trim() ?? ''
  if (PLAIN_SECONDS.test(text)) return Number(text)
  const clock = CLOCK.exec(text)
  return clock === null ? null : (Number(clock[1]) * 60 + Number(clock[2])) * 60 + Number(clock[3])
}

/**
 * When the call was set up. MOR does not report it, but its switch is Asterisk, whose unique ids begin with the epoch second
 * in which the channel was made, behind the system's name where it has one: 1249298495.111727, node1-1249298495.111727.
 */
const ASTERISK_UNIQUE_ID = /^(?:.+-)?(\d{9,10})\.\d+$/
export function toStart(value: unknown): EpochMs | null {
  const match = ASTERISK_UNIQUE_ID.exec(toText(value) ?? '')
  return match === null ? null : Number(match[1]) * 1000
}

/**
 * When the call was answered. In the hour that the clock of the server repeats, the time of the answer less the talk time
 * decides which instant is meant; without a talk time the start of the call, which is answered soon after it.
 */
const answeredAt = (row: Row, timeZone: string, fetchedAtMs: EpochMs | undefined): EpochMs | null =>
  localToEpochMs(
    toText(row['answer_time'])?.trim() ?? '',
    timeZone,
    () => sinceOf(toDurationSeconds(row['duration']), fetchedAtMs) ?? toStart(row['uniqueid']),
  )

/** The start; on servers whose calls have no uniqueid, the answer; and nothing while such a call rings. */
export const toOrderTime =
  ({ timeZone }: MorSettings) =>
  (row: Row, fetchedAtMs?: EpochMs): EpochMs | null =>
    toStart(row['uniqueid']) ?? answeredAt(row, timeZone, fetchedAtMs)

type DeviceNames = Readonly<Record<keyof MorDevice, string>>
const SOURCE_DEVICE: DeviceNames = {
  id: 'src_device_id',
  type: 'device_type',
  extension: 'device_extension',
  name: 'device_name',
  isTrunk: 'device_istrunk',
  ani: 'device_ani',
}
const DESTINATION_DEVICE: DeviceNames = {
  id: 'dst_device_id',
  type: 'dst_device_type',
  extension: 'dst_device_extension',
  name: 'dst_device_name',
  isTrunk: 'dst_device_istrunk',
  ani: 'dst_device_ani',
}
/** The vendor fields that describe the calling user and device, and those for the called ones. */
export const SOURCE = ['user_id', 'user', ...Object.values(SOURCE_DEVICE)]
export const DESTINATION = ['dst_user_id', 'dst_user', ...Object.values(DESTINATION_DEVICE)]

function toDevice(row: Row, names: DeviceNames): MorDevice | null {
  const device: MorDevice = {
    id: toText(row[names.id]),
    type: toText(row[names.type]),
    extension: toText(row[names.extension]),
    name: toText(row[names.name]),
    isTrunk: toBoolean(row[names.isTrunk]),
    ani: toBoolean(row[names.ani]),
  }
  return Object.values(device).every((value) => value === null) ? null : device
}

/**
 * The document: "Inbound calls have the following additional output", so a call that has it is inbound, be it empty.
 * A call without it goes out when it has a provider or a direction of the tariff. Of a call with neither, such as one
 * inside the switch, MOR does not report the direction.
 */
function toDirection(row: Row): Direction {
  if (DESTINATION.some((name) => Object.hasOwn(row, name))) return 'INBOUND'
  return toText(row['provider_id']) !== null || toText(row['direction_code']) !== null ? 'OUTBOUND' : 'UNKNOWN'
}

function toCustomer(row: Row): CustomerReference | null {
  const nativeId = toText(row['user_id'])
  return nativeId === null ? null : { nativeId, name: toText(row['user']) }
}

/** What each field of `mor` is read from. */
const MOR_PARTS: Readonly<Record<keyof MorCall, readonly string[]>> = {
  uniqueId: ['uniqueid'],
  userId: ['user_id'],
  user: ['user'],
  sourceDevice: Object.values(SOURCE_DEVICE),
  destinationDevice: Object.values(DESTINATION_DEVICE),
  destinationUserId: ['dst_user_id'],
  destinationUser: ['dst_user'],
  localizedDestination: ['localized_dst'],
  directionCode: ['direction_code'],
  directionName: ['direction_name'],
  destinationName: ['destination_name'],
  providerId: ['provider_id'],
  providerName: ['provider_name'],
  channel: ['channel'],
}

const toMorCall = (row: Row): MorCall => ({
  uniqueId: toText(row['uniqueid']),
  userId: toText(row['user_id']),
  user: toText(row['user']),
  sourceDevice: toDevice(row, SOURCE_DEVICE),
  destinationDevice: toDevice(row, DESTINATION_DEVICE),
  destinationUserId: toText(row['dst_user_id']),
  destinationUser: toText(row['dst_user']),
  localizedDestination: toText(row['localized_dst']),
  directionCode: toText(row['direction_code']),
  directionName: toText(row['direction_name']),
  destinationName: toText(row['destination_name']),
  providerId: toText(row['provider_id']),
  providerName: toText(row['provider_name']),
  channel: toText(row['channel']),
})

// { id: '3', uniqueid: '1249298495.111727', status: 'Ringing', answer_time: '', duration: '', src: '306984327345',
//   user_id: '2', user: 'Test User #1', src_device_id: '2', device_type: 'IAX2', device_extension: '101',
//   device_name: '101', device_istrunk: '0', device_ani: '0', localized_dst: '63727007886', direction_code: 'PHL',
//   direction_name: 'Philippines', destination_name: 'Philippines proper', provider_id: '', provider_name: '',
//   channel: 'SIP/192.0.2.200-c40daf10' }
//
// and of an inbound call also
// { dst_user_id: '', dst_user: 'The Name', dst_device_id: '', dst_device_type: 'SIP', dst_device_extension: '1010',
//   dst_device_name: '0123456789', dst_device_istrunk: '0', dst_device_ani: '0' }
export const activeCallFields = ({ timeZone, region }: MorSettings): Fields<ActiveCall> => {
  const numbers = createNumberReader(region)
  return {
    // Never empty: an answer with a call that has no id is refused as a whole.
    nativeId: from('id', (value) => toText(value) ?? ''),
    sipCallId: always(null),
    caller: from('src', (value) => toParty(toText(value), numbers)),
    callee: from('localized_dst', (value) => toParty(toText(value), numbers)),
    direction: fromAll([...DESTINATION, 'provider_id', 'direction_code'], toDirection),
    startedAt: from('uniqueid', (value) => {
      const start = toStart(value)
      return start === null ? null : secondsTimestamp(start)
    }),
    answeredAt: fromAll(['answer_time'], (row, fetchedAtMs) => {
      const answer = answeredAt(row, timeZone, fetchedAtMs)
      return answer === null ? null : secondsTimestamp(answer)
    }),
    endedAt: always(null),
    durationSeconds: from('duration', toDurationSeconds),
    state: from('status', toState),
    vendorState: from('status', toText),
    setupDelaySeconds: always(null),
    accountId: from('src_device_id', toText),
    customer: { from: ['user_id', 'user'], parts: { nativeId: ['user_id'], name: ['user'] }, read: toCustomer },
    portasip: always(null),
    mor: { from: Object.values(MOR_PARTS).flat(), parts: MOR_PARTS, read: toMorCall },
  }
}
