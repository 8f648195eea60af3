import type { z } from 'zod'

// A simulator is the reverse of an adapter: a pure function from a request to the response that the vendor would send,
// over a world that all vendors share. An adapter never imports its simulator.

// -------------------------------------------------------------------------------------------- the world

/** A customer of a telephony provider. Numbers are from ranges that are reserved for documentation and fiction. */
export interface WorldCustomer {
  /** 0, 1, 2, …: the simulators derive the vendors' ids from it. */
  readonly index: number
  readonly name: string
  readonly contactName: string
  readonly city: string
  /** Which reseller serves this customer: 0, 1, … */
  readonly resellerIndex: number
  readonly trunkIndexes: readonly number[]
}

/** A SIP trunk or account. */
export interface WorldTrunk {
  readonly index: number
  readonly customerIndex: number
  readonly name: string
  /** E.164, one to a few. */
  readonly numbers: readonly string[]
  readonly active: boolean
  /** Whether its client is reachable. About one in eight is not. */
  readonly up: boolean
  /** A trunk of a hosted PBX has no SIP client. About one in ten. */
  readonly isPbxTrunk: boolean
  readonly connection: 'IP_AUTH' | 'IP_AUTH_REG' | 'IP' | 'COUNTRY_AUTH_REG'
  /** From a documentation range (192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24). */
  readonly ipAddress: string
  readonly international: boolean
  readonly usageBlock: boolean
  readonly parentTrunkIndex: number | null
}

/** How a call ends: decided when it starts, visible once it has ended. */
export type WorldOutcome = 'completed' | 'busy' | 'no-answer' | 'canceled' | 'failed' | 'blocked' | 'fraud'

/** One call, independent of the vendors that see it. */
export interface WorldCall {
  /** Unique and stable; a later call has a higher one. */
  readonly index: number
  readonly sipCallId: string
  /** The inbound call that this call is bound to by a hosted PBX. */
  readonly relatedSipCallId: string | null
  readonly parentIndex: number | null
  /** E.164; an extension such as '101'; or null for anonymous. */
  readonly caller: string | null
  readonly callerName: string | null
  readonly callee: string
  readonly divertedBy: string | null
  readonly direction: 'inbound' | 'outbound'
  readonly international: boolean
  readonly mobile: boolean
  readonly callerHidden: boolean
  readonly sourceCustomerIndex: number | null
  readonly destinationCustomerIndex: number | null
  readonly trunkIndex: number | null
  /** Milliseconds since 1970; answered and ended may be later than the moment of a request. */
  readonly startedAtMs: number
  /** When the callee begins to ring. */
  readonly ringingAtMs: number
  readonly answeredAtMs: number | null
  readonly endedAtMs: number
  readonly outcome: WorldOutcome
  readonly endedBy: 'caller' | 'callee' | 'fraud' | 'system'
  /** Names of the vendors whose systems see this call. Some calls are seen by several. */
  readonly seenBy: readonly string[]
}

export type WorldCallPhase = 'setup' | 'ringing' | 'connected' | 'ended'

/** The phase of a call at a moment. */
export function phaseAt(call: WorldCall, nowMs: number): WorldCallPhase {
  if (nowMs >= call.endedAtMs) return 'ended'
  if (call.answeredAtMs !== null && nowMs >= call.answeredAtMs) return 'connected'
  return nowMs >= call.ringingAtMs ? 'ringing' : 'setup'
}

/** The data of all simulators. Time advances when a later moment is requested. */
export interface World {
  readonly customers: readonly WorldCustomer[]
  readonly trunks: readonly WorldTrunk[]
  /** The calls that a vendor's system sees and that started at or before this moment, newest first. */
  calls(vendor: string, nowMs: number): readonly WorldCall[]
  /** Ends a call now. False if there is no such call, or it has already ended. */
  end(index: number, nowMs: number): boolean
  /** Starts a call now, seen by one vendor's system; it rings and is answered like any other. */
  place(vendor: string, from: string, to: string, nowMs: number): WorldCall
}

// ---------------------------------------------------------------------------------------- the simulators

export interface SimulatorRequest {
  readonly method: string
  /** The path after the simulator's base path, still percent-encoded: `/sbc/session/a%40b`. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}
export interface SimulatorResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a simulator works with: the world, the current moment, and the options of its site. */
export interface Site<Options> {
  readonly world: World
  readonly nowMs: number
  readonly options: Options
}

/** A vendor's simulator. Everything in `options` has a default, and is also a flag of `trunkline simulate`. */
export interface SimulatorKit<Options> {
  readonly vendor: string
  /**
   * The prefix of all paths of the vendor: `/billing`, `/restcomm/2012-04-24`; '' for nothing. May depend on the
   * options.
   */
  readonly basePath: (options: Options) => string
  readonly options: z.ZodType<Options>
  readonly answer: (request: SimulatorRequest, site: Site<Options>) => SimulatorResponse
  /** The source section of a configuration that reaches this simulator at this origin (`http://127.0.0.1:4101`). */
  readonly source: (origin: string, options: Options) => Record<string, unknown>
  /** User name and password of the site, which are printed for developers who use it. Not secrets. */
  readonly credentials: (options: Options) => { readonly username: string; readonly password: string }
  /** The vendor's id of a customer of the world, by its index; absent: the vendor's rows name no customers. */
  readonly customerId?: (index: number) => string
}

/** A kit that parses its own options, so that kits of different vendors fit into one list. */
export interface AnySimulatorKit {
  readonly vendor: string
  readonly options: z.ZodType
  /** @throws if the options are invalid. */
  readonly open: (options: unknown) => OpenSimulator
}
export interface OpenSimulator {
  readonly vendor: string
  readonly basePath: string
  readonly answer: (request: SimulatorRequest, world: World, nowMs: number) => SimulatorResponse
  readonly source: (origin: string) => Record<string, unknown>
  readonly credentials: { readonly username: string; readonly password: string }
  readonly customerId: ((index: number) => string) | null
}

export function defineSimulator<Options>(kit: SimulatorKit<Options>): AnySimulatorKit {
  return {
    vendor: kit.vendor,
    options: kit.options,
    open: (given) => {
      const options = kit.options.parse(given)
      return {
        vendor: kit.vendor,
        basePath: kit.basePath(options),
        answer: (request, world, nowMs) => kit.answer(request, { world, nowMs, options }),
        source: (origin) => kit.source(origin, options),
        credentials: kit.credentials(options),
        customerId: kit.customerId ?? null,
      }
    },
  }
}
