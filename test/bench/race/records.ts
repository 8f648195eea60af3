// Rows of the vendors as records of the graph: plain objects, with no more than the workloads select.

import type { Row } from './vendors.ts'

const DIRECTIONS: Readonly<Record<string, string>> = {
  I: 'INBOUND',
  O: 'OUTBOUND',
  inbound: 'INBOUND',
  'outbound-api': 'OUTBOUND',
}
const STATES: Readonly<Record<string, string>> = {
  Connected: 'CONNECTED',
  ARComplete: 'RINGING',
  Answered: 'CONNECTED',
  Ringing: 'RINGING',
}
const text = (value: unknown): string | null =>
  value === undefined || value === null || value === '' ? null : String(value)
const talkTime = ({ answered, ended }: Row): number | null =>
  typeof answered === 'string' && typeof ended === 'string' ? (Date.parse(ended) - Date.parse(answered)) / 1000 : null

export const toSession = (row: Row) => ({
  nativeId: row.callId,
  direction: DIRECTIONS[String(row.direction)],
  startedAt: row.started,
  answeredAt: row.answered,
  endedAt: row.ended,
  durationSeconds: talkTime(row),
  sbcServer: text(row.sbcServer),
  sourceIp: text(row.sourceIP),
  sourceIpType: text(row.sourceIPType),
  destinationIp: text(row.destinationIP),
  destinationIpType: text(row.destinationIPType),
  mvno: text(row.mvno),
  caller: { number: row.aNumber },
  callee: { number: row.bNumber },
  sourceCustomer: { nativeId: row.sourceCustomerId, name: row.sourceCustomerName },
})

export const toAccount = (row: Row) => ({
  nativeId: row._id,
  name: row.name,
  numbers: row.numbers,
  status: row.status,
  ipAddress: row.ipAddress,
})

/** `20260301T00:33:20.000` in UTC. */
const compactTime = (time: string): string => `${time.slice(0, 4)}-${time.slice(4, 6)}-${time.slice(6)}Z`

export const fromSwitch = (row: Row, source: string) => ({
  nativeId: row.ID,
  state: STATES[String(row.CC_STATE)],
  vendorState: row.CC_STATE,
  startedAt: compactTime(String(row.SETUP_TIME)),
  durationSeconds: Number(row.DURATION),
  accountId: text(row.I_ACCOUNT),
  caller: { number: row.CLI },
  callee: { number: row.CLD },
  customer: { nativeId: row.I_CUSTOMER },
  source: { name: source },
})

/** `09:57:29.000 GMT Sun Mar 01 2026` in milliseconds. */
const switchTime = (time: unknown): number => {
  const [, clock = '', month = '', day, year] = /^(\S+) GMT \w+ (\w+) (\d+) (\d+)$/.exec(String(time)) ?? []
  return Date.UTC(Number(year), MONTHS.indexOf(month), Number(day)) + Number(Date.parse(`1970-01-01T${clock}Z`))
}
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const toSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** When the call of a record was set up, in milliseconds. */
export const setUpOf = (row: Row): number => switchTime(row.connect_time) - Number(row.delay) * 1000

export const fromRecord = (row: Row, source: string) => ({
  nativeId: row.i_cdr,
  status: row.result === 0 && Number(row.duration) > 0 ? 'COMPLETED' : 'FAILED',
  startedAt: toSecond(setUpOf(row)),
  answeredAt: toSecond(switchTime(row.connect_time)),
  durationSeconds: row.duration,
  billedDurationSeconds: row.billed_duration,
  caller: { number: row.cli },
  callee: { number: row.cld },
  price: { amount: row.cost, currency: text(row.payment_currency) },
  rating: row.cost === '' ? 'UNKNOWN' : 'RATED',
  accountId: text(row.i_account),
  destination: { country: row.country, description: row.description },
  remoteIp: row.remote_ip,
  source: { name: source },
})

export const fromMor = (row: Row, source: string) => ({
  nativeId: row.id,
  state: STATES[String(row.status)],
  vendorState: row.status,
  startedAt: `${new Date(Number.parseInt(String(row.uniqueid), 10) * 1000).toISOString().slice(0, 19)}Z`,
  durationSeconds: text(row.duration) === null ? null : Number(row.duration),
  accountId: text(row.src_device_id),
  caller: { number: row.src },
  callee: { number: row.localized_dst },
  customer: { nativeId: row.user_id },
  source: { name: source },
})

export const callFromSession = (row: Row, source: string) => ({
  nativeId: row.callId,
  status: row.ended ? (row.answered ? 'COMPLETED' : 'UNKNOWN') : row.answered ? 'IN_PROGRESS' : 'RINGING',
  direction: DIRECTIONS[String(row.direction)],
  startedAt: row.started,
  endedAt: row.ended,
  durationSeconds: talkTime(row),
  caller: { number: row.aNumber },
  callee: { number: row.bNumber },
  source: { name: source },
})

const inUtc = (time: unknown): string => new Date(String(time)).toISOString()

export const callFromRestcomm = (row: Row, source: string) => ({
  nativeId: row.Sid,
  status: String(row.Status).toUpperCase().replaceAll('-', '_'),
  direction: DIRECTIONS[String(row.Direction)],
  startedAt: inUtc(row.StartTime),
  endedAt: inUtc(row.EndTime),
  durationSeconds: Number(row.Duration),
  caller: { number: row.From },
  callee: { number: row.To },
  source: { name: source },
})

/** Newest first. ISO times in UTC sort as text, except for the digits of their seconds. */
export const newestFirst = <Call extends { readonly startedAt: unknown }>(calls: readonly Call[]): Call[] =>
  calls.toSorted((a, b) => (secondOf(a) < secondOf(b) ? 1 : secondOf(a) > secondOf(b) ? -1 : 0))
const secondOf = ({ startedAt }: { readonly startedAt: unknown }): string => String(startedAt).slice(0, 19)
