import type { WorldTrunk } from '../../simulation/contract.js'
import { idOf } from './native-ids.js'

// A trunk of the world as TelecomX's SIP account object, from the document's tables.

export type SipAccountObject = Readonly<Record<string, unknown>>

const CONDENSED = [
  '_id',
  'active',
  'name',
  'numbers',
  'ratePlan',
  'status',
  'connection',
  'username',
  'ipAddress',
  'failover',
  'alwaysFailover',
  'usageBlock',
  'pbx',
] as const
/** "If the SIP trunk is a PBX trunk, then the following properties will not be included". */
const NOT_OF_PBX_TRUNKS: ReadonlySet<string> = new Set([
  'status',
  'sipServer',
  'userAgent',
  'contact',
  'connection',
  'username',
  'password',
  'ipAddress',
  'port',
  'countries',
  'clipSA',
  'stripDkCountryCode',
  'prefixMobileOriginated',
  'failover',
  'alwaysFailover',
  'defaultNumber',
])
const RATE_PLANS = ['Standard SIP account', 'Flat rate Denmark', 'Call center'] as const
const MONTHS_OF_USAGE = 12

/** The start of the month that is `months` months after the current one. */
function monthStart(nowMs: number, months: number): string {
  const now = new Date(nowMs)
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months)).toISOString()
}

export const notesOf = ({ index, name }: WorldTrunk): string | undefined =>
  index % 3 === 0 ? `A note about ${name}` : undefined
export const usernameOf = ({ index }: WorldTrunk): string => `demosip${String(index).padStart(9, '0')}`
export const addressOf = ({ connection, ipAddress }: WorldTrunk): string | undefined =>
  connection === 'COUNTRY_AUTH_REG' ? undefined : ipAddress

/** The settings that PBX trunks also have. */
const generalOf = (trunk: WorldTrunk, nowMs: number): SipAccountObject => ({
  _id: idOf('sipAccount', trunk.index),
  customer: idOf('customer', trunk.customerIndex),
  active: trunk.active,
  name: trunk.name,
  type: 'SIP',
  numbers: trunk.numbers,
  highRate: trunk.index % 5 === 0,
  international: trunk.international,
  address: idOf('address', trunk.customerIndex),
  ratePlan: idOf('ratePlan', trunk.index % RATE_PLANS.length),
  newRatePlan: trunk.index % 10 === 7 ? idOf('ratePlan', (trunk.index + 1) % RATE_PLANS.length) : null,
  parentSipAccount: trunk.parentTrunkIndex === null ? null : idOf('sipAccount', trunk.parentTrunkIndex),
  pbx: trunk.isPbxTrunk ? 1 : 0,
  notes: notesOf(trunk),
  custom: trunk.index % 4 === 0 ? { crmId: `demo-${trunk.index}`, tags: ['simulated'] } : null,
  invoicedUntil: monthStart(nowMs, 1),
  usageBlock: trunk.usageBlock,
  alwaysDefaultNumber: trunk.index % 6 === 0,
  alwaysSecretNumber: trunk.index % 11 === 0,
  billingCustomer: trunk.index % 9 === 8 ? idOf('customer', 0) : undefined,
})

/** The settings of a trunk with a SIP client. */
const clientOf = (trunk: WorldTrunk): SipAccountObject => ({
  status: trunk.up ? 'ON' : 'OFF',
  sipServer: `192.0.2.${20 + (trunk.index % 4)}`,
  userAgent: 'Asterisk 1.8.13',
  contact: trunk.up ? `${usernameOf(trunk)}@${trunk.ipAddress}:5060` : undefined,
  connection: trunk.connection,
  username: usernameOf(trunk),
  password: 'demo-sip-password',
  ipAddress: addressOf(trunk),
  port: trunk.connection === 'IP' || trunk.connection === 'IP_AUTH' ? 5060 : null,
  countries: trunk.connection === 'COUNTRY_AUTH_REG' ? 'DK,SE' : null,
  clipSA: trunk.index % 7 === 0,
  stripDkCountryCode: trunk.index % 2 === 0,
  prefixMobileOriginated: trunk.index % 8 === 0,
  failover: trunk.index % 4 === 1 ? '+4588888888@198.51.100.123' : undefined,
  alwaysFailover: trunk.index % 20 === 1,
  defaultNumber: trunk.numbers[0],
})

/** The full SIP account object. */
export function fullSipAccount(trunk: WorldTrunk, nowMs: number): SipAccountObject {
  const account = { ...generalOf(trunk, nowMs), ...clientOf(trunk) }
  if (!trunk.isPbxTrunk) return account
  return Object.fromEntries(Object.entries(account).filter(([name]) => !NOT_OF_PBX_TRUNKS.has(name)))
}

/** The condensed SIP account object, which is the only form with the name of the rate plan and the usage. */
export function condensedSipAccount(trunk: WorldTrunk, nowMs: number): SipAccountObject {
  const account = fullSipAccount(trunk, nowMs)
  return {
    ...Object.fromEntries(CONDENSED.map((name) => [name, account[name]])),
    ratePlanName: RATE_PLANS[trunk.index % RATE_PLANS.length],
    voiceUsage: Array.from({ length: MONTHS_OF_USAGE }, (_, month) => ({
      date: monthStart(nowMs, month - MONTHS_OF_USAGE),
      secsOutHomeland: ((trunk.index + 3) * (month + 5) * 977) % 90_000,
    })),
  }
}
