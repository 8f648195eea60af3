import { phaseAt, type World, type WorldCall, type WorldTrunk } from '../../simulation/contract.js'
import { idOf } from './native-ids.js'

// A call of the world as TelecomX's session object, from the document's tables: numbers and flags are text, as in its
// examples; members without a value are left out, except those that the examples show as ''.

export type SessionObject = Readonly<Record<string, string | undefined>>

const CONDENSED = [
  'callId',
  'aNumber',
  'bNumber',
  'divertedBy',
  'sbcServer',
  'direction',
  'sourceCustomerId',
  'destinationCustomerId',
  'started',
  'answered',
  'ended',
  'mvno',
  'sourceIP',
  'destinationIP',
  'sourceIPType',
  'destinationIPType',
  'sourceCustomerName',
  'destinationCustomerName',
] as const

const END_REASONS: Readonly<Record<WorldCall['outcome'], readonly string[]>> = {
  completed: ['BYE'],
  busy: ['486', '486', '600'],
  'no-answer': ['480', '408'],
  canceled: ['CANCEL', 'CANCEL', '487'],
  failed: ['404', '503', '603'],
  blocked: ['BLOCKED', 'BLACKLISTED'],
  fraud: ['FRAUD'],
}
const ENDED_BY = { caller: 'A', callee: 'B', fraud: 'F', system: 'S' } as const
const PEERS = ['Telenor', 'SuperTel', 'TDC'] as const
const MOBILE_OPERATORS = ['Telenor', 'TDC'] as const

const nth = (items: readonly string[], n: number): string | undefined => items[n % items.length]
const iso = (ms: number): string => new Date(ms).toISOString()
const E164 = /^\+\d+$/
const BARE_E164 = /^\d{8,15}$/

/** TelecomX writes E.164 numbers; for an extension it writes the number of its trunk. */
function numberOf(number: string | null, trunk: WorldTrunk | undefined): string {
  if (number === null) return 'anonymous'
  if (E164.test(number)) return number
  return BARE_E164.test(number) ? `+${number}` : (trunk?.numbers[0] ?? number)
}

const trunkOf = (call: WorldCall, world: World): WorldTrunk | undefined =>
  call.trunkIndex === null ? undefined : world.trunks[call.trunkIndex]

/** The A-number and B-number as TelecomX writes them. */
export function numbersOf(call: WorldCall, world: World): Readonly<Record<'aNumber' | 'bNumber', string>> {
  const trunk = trunkOf(call, world)
  const isOutbound = call.direction === 'outbound'
  return {
    aNumber: numberOf(call.caller, isOutbound ? trunk : undefined),
    bNumber: numberOf(call.callee, isOutbound ? undefined : trunk),
  }
}

const customerIdOf = (index: number | null): string | undefined =>
  index === null ? undefined : idOf('customer', index)

function partiesOf(call: WorldCall, world: World): SessionObject {
  const nameOf = (index: number | null) => (index === null ? undefined : world.customers[index]?.name)
  return {
    ...numbersOf(call, world),
    divertedBy: call.divertedBy ?? '',
    direction: call.direction === 'inbound' ? 'I' : 'O',
    sourceCustomerId: customerIdOf(call.sourceCustomerIndex),
    sourceCustomerName: nameOf(call.sourceCustomerIndex),
    destinationCustomerId: customerIdOf(call.destinationCustomerIndex) ?? '',
    destinationCustomerName: nameOf(call.destinationCustomerIndex),
  }
}

function routeOf(call: WorldCall, trunk: WorldTrunk | undefined): SessionObject {
  const peerAddress = `203.0.113.${1 + (call.index % 250)}`
  const trunkAddress = trunk?.ipAddress ?? '192.0.2.50'
  const trunkType = trunk?.isPbxTrunk === true ? 'PBX' : 'SIP'
  const isInbound = call.direction === 'inbound'
  return {
    sbcServer: `192.0.2.${3 + (call.index % 2)}`,
    mvno: call.mobile ? nth(MOBILE_OPERATORS, call.index) : undefined,
    mvnoData: call.mobile ? String(54_560_000 + call.index) : undefined,
    sourcePeer: isInbound ? nth(PEERS, call.index) : undefined,
    destinationPeer: !isInbound && call.destinationCustomerIndex === null ? nth(PEERS, call.index) : undefined,
    sourceIP: isInbound ? peerAddress : trunkAddress,
    sourceIPType: isInbound ? 'PEER' : trunkType,
    destinationIP: isInbound ? trunkAddress : peerAddress,
    destinationIPType: isInbound ? trunkType : call.destinationCustomerIndex === null ? 'PEER' : 'SIP',
    userAgent: isInbound ? undefined : 'myPBX 12.3beta7',
    sourceVoiceAccountId: isInbound || trunk === undefined ? undefined : idOf('sipAccount', trunk.index),
    sourceRatePlanId: isInbound ? undefined : idOf('ratePlan', (trunk?.index ?? 0) % 3),
  }
}

/** The calling user, if the hosted PBX knows it. */
function userOf(call: WorldCall, world: World): SessionObject {
  const customer = call.sourceCustomerIndex === null ? undefined : world.customers[call.sourceCustomerIndex]
  const isExtension = call.caller !== null && !E164.test(call.caller) && !BARE_E164.test(call.caller)
  return {
    userName: customer?.contactName,
    userLocation: customer?.city,
    userExtension: isExtension ? (call.caller ?? undefined) : undefined,
  }
}

function courseOf(call: WorldCall, nowMs: number): SessionObject {
  const isEnded = phaseAt(call, nowMs) === 'ended'
  const isAnswered = call.answeredAtMs !== null && call.answeredAtMs <= nowMs
  return {
    started: iso(call.startedAtMs),
    answered: isAnswered ? iso(call.answeredAtMs ?? 0) : undefined,
    ended: isEnded ? iso(call.endedAtMs) : undefined,
    endedReason: isEnded ? nth(END_REASONS[call.outcome], call.index) : undefined,
    endedBy: isEnded ? ENDED_BY[call.endedBy] : undefined,
    rtpProxyId: String(1 + (call.index % 3)),
    rtpProxyFlags: 'rip',
    rtpStat: isAnswered && isEnded ? `${2000 + (call.index % 999)},${4000 + (call.index % 777)},23,7,2` : undefined,
  }
}

/** The full session object of a call at a moment. */
export const fullSession = (call: WorldCall, world: World, nowMs: number): SessionObject => ({
  callId: call.sipCallId,
  relatedCallId: call.relatedSipCallId ?? undefined,
  aNumberPrivacy: call.callerHidden ? '1' : '0',
  mobileOriginated: call.mobile ? '1' : '0',
  ...partiesOf(call, world),
  ...routeOf(call, trunkOf(call, world)),
  ...courseOf(call, nowMs),
  ...userOf(call, world),
})

/** The condensed session object of a call at a moment. */
export function condensedSession(call: WorldCall, world: World, nowMs: number): SessionObject {
  const session = fullSession(call, world, nowMs)
  return Object.fromEntries(CONDENSED.map((name) => [name, session[name]]))
}
