import type { SimulatorResponse, Site, WorldCall, WorldOutcome } from '../../simulation/contract.js'
import { accountIdOf, customerIdOf, OWN_CUSTOMER } from './ids.js'
import type { PortaoneOptions } from './options.js'
import { fitsPattern, integerParam, type Params, pageOf, totalOf } from './params.js'
import { json, readTime, writeTime } from './responses.js'

// Customer/get_customer_xdrs: what customers are charged for, by the time when it was billed. Payments are among it.

type PortaoneSite = Site<PortaoneOptions>

/** One charge: of a call to one of its customers, or of a payment. */
interface Xdr {
  readonly call: WorldCall
  readonly customerIndex: number | null
  readonly kind: 'outgoing' | 'incoming' | 'payment'
}

const VENDOR = 'portaone'
const VOICE = 3
const PAYMENTS = { service: 2, type: 9 }
/** Every so many calls, a customer has paid. */
const CALLS_PER_PAYMENT = 20

/** A call is charged to the customers at both of its ends; one of neither to the owner of the switch. */
function xdrsOf(call: WorldCall): readonly Xdr[] {
  const { sourceCustomerIndex: source, destinationCustomerIndex: destination } = call
  const outgoing = { call, customerIndex: source, kind: 'outgoing' } as const
  const incoming = { call, customerIndex: destination, kind: 'incoming' } as const
  const charges: readonly Xdr[] =
    source === null
      ? [destination === null ? outgoing : incoming]
      : destination === null
        ? [outgoing]
        : [outgoing, incoming]
  const payment = { call, customerIndex: source ?? destination, kind: 'payment' } as const
  return call.index % CALLS_PER_PAYMENT === 0 ? [...charges, payment] : charges
}

const KIND_DIGITS = { outgoing: 0, incoming: 1, payment: 2 } as const
const CAUSES: Readonly<Record<WorldOutcome, number>> = {
  completed: 16,
  fraud: 16,
  busy: 17,
  'no-answer': 19,
  canceled: 16,
  failed: 34,
  blocked: 21,
}
const REASONS: ReadonlyMap<number, string> = new Map([
  [16, 'Normal call clearing'],
  [17, 'User busy'],
  [19, 'No answer from user'],
  [21, 'Call rejected'],
  [34, 'No circuit available'],
])

const digits = (number: string): string => number.replace('+', '')
/** To the second: the system has no finer times. */
const second = (epochMs: number): number => Math.floor(epochMs / 1000)

/** A time as text and, on most systems, in seconds since 1970. */
export const times = (name: string, epochMs: number, { unixTimes }: PortaoneOptions): Params => ({
  [name]: writeTime(epochMs),
  ...(unixTimes ? { [`unix_${name}`]: second(epochMs) } : {}),
})

/** Five ten-thousandths for each second, without a float: `0.0155`. */
function amountOf(seconds: number): number {
  return Number((seconds * 5e-4).toFixed(4))
}

/** The trunk of a call is that of the customer who makes it or, for one from outside, of the customer who is called. */
const accountOf = ({ trunkIndex, direction }: WorldCall, kind: Xdr['kind']): string | undefined =>
  trunkIndex === null || (kind === 'incoming') !== (direction === 'inbound') ? undefined : accountIdOf(trunkIndex)

function writeXdr({ call, customerIndex, kind }: Xdr, options: PortaoneOptions): Params {
  const common = {
    i_xdr: 77_000 + call.index * 10 + KIND_DIGITS[kind],
    ...(options.namesCustomer ? { i_customer: customerIdOf(customerIndex) } : {}),
  }
  if (kind === 'payment') {
    const atTimes = {
      ...times('connect_time', call.endedAtMs, options),
      ...times('disconnect_time', call.endedAtMs, options),
    }
    return {
      ...common,
      i_service: PAYMENTS.service,
      CLI: '',
      CLD: 'PayPal',
      ...atTimes,
      charged_amount: -10,
      failed: 0,
    }
  }
  const isAnswered = call.answeredAtMs !== null
  const seconds = isAnswered ? second(call.endedAtMs) - second(call.answeredAtMs ?? 0) : 0
  const cause = CAUSES[call.outcome]
  return {
    ...common,
    // Some services write no call_id.
    ...(call.index % 7 === 6 ? {} : { call_id: call.sipCallId }),
    CLI: call.caller === null ? 'anonymous' : digits(call.caller),
    CLD: digits(call.callee),
    account_id: accountOf(call, kind),
    ...(options.setupTime ? times('setup_time', call.startedAtMs, options) : {}),
    // Of a call that failed, the start.
    ...times('connect_time', call.answeredAtMs ?? call.startedAtMs, options),
    ...times('disconnect_time', call.endedAtMs, options),
    charged_quantity: seconds,
    charged_amount: kind === 'incoming' ? 0 : amountOf(seconds),
    disconnect_cause: options.causeAsText ? String(cause) : cause,
    disconnect_reason: REASONS.get(cause),
    failed: isAnswered ? 0 : 1,
    bit_flags: call.divertedBy !== null ? 12 : kind === 'incoming' ? 8 : 4,
    country: call.international
      ? digits(call.callee).startsWith('44')
        ? 'United Kingdom'
        : 'United States'
      : 'Denmark',
    description: call.international ? 'Proper' : 'Domestic',
  }
}

/** In no order. */
const scrambled = ({ call, kind }: Xdr): number => Math.imul(call.index * 3 + KIND_DIGITS[kind] + 1, 0x9e3779b1) >>> 0

function found(params: Params, { world, nowMs, options }: PortaoneSite): readonly Xdr[] {
  const from = params['from_date'] === undefined ? 0 : second(readTime(params['from_date'], 'from_date'))
  const to = params['to_date'] === undefined ? Infinity : second(readTime(params['to_date'], 'to_date'))
  const customer = integerParam(params, 'i_customer', 0)
  const type = options.ignoresServiceType ? 0 : integerParam(params, 'i_service_type', 0)
  const showsFailed = integerParam(params, 'show_unsuccessful', 0) === 1
  const isBilled = ({ endedAtMs }: WorldCall): boolean => {
    const at = second(endedAtMs)
    if (endedAtMs + options.recordDelaySeconds * 1000 > nowMs) return false
    return at >= from && (options.includesEnd ? at <= to : at < to)
  }
  return world
    .calls(VENDOR, nowMs)
    .filter((call) => isBilled(call))
    .flatMap(xdrsOf)
    .filter(
      ({ call, customerIndex, kind }) =>
        (type === 0 || type === (kind === 'payment' ? PAYMENTS.type : VOICE)) &&
        (customer === 0 || customer === customerIdOf(customerIndex)) &&
        (showsFailed || kind === 'payment' || call.answeredAtMs !== null) &&
        fitsPattern(call.caller === null ? 'anonymous' : digits(call.caller), params['cli']) &&
        fitsPattern(digits(call.callee), params['cld']),
    )
    .toSorted((a, b) => scrambled(a) - scrambled(b))
}

export function getCustomerXdrs(params: Params, site: PortaoneSite): SimulatorResponse {
  const xdrs = found(params, site)
  const page = pageOf(xdrs, params, site.options.largestLimit)
  return json({ ...totalOf(xdrs, params), xdr_list: page.map((xdr) => writeXdr(xdr, site.options)) })
}

/** The customer whose session a call in progress is. */
const payerOf = (call: WorldCall): number =>
  customerIdOf(call.sourceCustomerIndex ?? call.destinationCustomerIndex) ?? OWN_CUSTOMER

/** BillingSession/get_active_sessions_list. */
export function getActiveSessions({ world, nowMs, options }: PortaoneSite): SimulatorResponse {
  const calls = world.calls(VENDOR, nowMs).filter(({ endedAtMs }) => nowMs < endedAtMs)
  return json({
    active_session_list: calls.map((call) => {
      const connectedAtMs = call.answeredAtMs !== null && call.answeredAtMs <= nowMs ? call.answeredAtMs : null
      return {
        i_active_session: 500 + call.index,
        call_id: call.sipCallId,
        CLI: call.caller === null ? 'anonymous' : digits(call.caller),
        CLD: digits(call.callee),
        account_id: call.trunkIndex === null ? undefined : accountIdOf(call.trunkIndex),
        ...(options.namesCustomer ? { i_customer: payerOf(call) } : {}),
        ...(options.setupTime ? times('setup_time', call.startedAtMs, options) : {}),
        ...(connectedAtMs === null ? {} : times('connect_time', connectedAtMs, options)),
        duration: connectedAtMs === null ? undefined : second(nowMs) - second(connectedAtMs),
      }
    }),
  })
}
