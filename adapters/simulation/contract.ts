import type { z } from 'zod'

// A simulator is an adapter the other way round: a pure function from the request that a vendor would receive to the
// answer it would give, over a world that all vendors share. An adapter never imports its simulator.

// -------------------------------------------------------------------------------------------- the world

/** Someone who buys telephony. Numbers are from ranges that are reserved for documentation and fiction. */
export interface WorldCustomer {
  /** 0, 1, 2, …: vendors make their own ids of it. */
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
  /** A trunk of a hosted PBX has no client of its own. About one in ten. */
  readonly isPbxTrunk: boolean
  readonly connection: 'IP_AUTH' | 'IP_AUTH_REG' | 'IP' | 'COUNTRY_AUTH_REG'
  /** From a documentation range (192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24). */
  readonly ipAddress: string
  readonly international: boolean
  readonly usageBlock: boolean
  readonly parentTrunkIndex: number | null
}

/** How a call goes, or went: decided when it starts, visible as time passes. */
export type WorldOutcome = 'completed' | 'busy' | 'no-answer' | 'canceled' | 'failed' | 'blocked' | 'fraud'

/** One call, whoever carries it. */
export interface WorldCall {
  /** Unique and stable; a later call has a higher one. */
  readonly index: number
  readonly sipCallId: string
  /** The inbound call that a hosted PBX bound this one to. */
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
  /** Milliseconds since 1970; answered and ended may lie in the future of a request. */
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

/** Where a call stands at a moment. */
export function phaseAt(call: WorldCall, nowMs: number): WorldCallPhase {
  if (nowMs >= call.endedAtMs) return 'ended'
  if (call.answeredAtMs !== null && nowMs >= call.answeredAtMs) return 'connected'
  return nowMs >= call.ringingAtMs ? 'ringing' : 'setup'
}

/** Everything the simulators tell about. Time passes by asking for a later moment. */
export interface World {
  readonly customers: readonly WorldCustomer[]
  readonly trunks: readonly WorldTrunk[]
  /** The calls that a vendor's system sees and that started at or before this moment, the newest first. */
  calls(vendor: string, nowMs: number): readonly WorldCall[]
  /** Ends a call now. False when it is not there or has ended already. */
  end(index: number, nowMs: number): boolean
  /** Starts a call now, seen by one vendor's system; it rings and is answered like any other. */
  place(vendor: string, from: string, to: string, nowMs: number): WorldCall
}

// ---------------------------------------------------------------------------------------- the simulators

export interface SimulatorRequest {
  readonly method: string
  /** Behind the simulator's base path, still percent-encoded: `/sbc/session/a%40b`. */
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

/** What a simulator stands in: the world, the moment, and its own site's settings. */
export interface Site<Options> {
  readonly world: World
  readonly nowMs: number
  readonly options: Options
}

/** A vendor's simulator. Everything in `options` has a default, and is also a flag of `trunkline simulate`. */
export interface SimulatorKit<Options> {
  readonly vendor: string
  /** What the vendor puts before every path: `/billing`, `/restcomm/2012-04-24`; '' for nothing. May depend on the options. */
  readonly basePath: (options: Options) => string
  readonly options: z.ZodType<Options>
  readonly answer: (request: SimulatorRequest, site: Site<Options>) => SimulatorResponse
  /** The source section of a configuration that reaches this simulator at this origin (`http://127.0.0.1:4101`). */
  readonly source: (origin: string, options: Options) => Record<string, unknown>
  /** User name and password of the site, to be printed for whoever builds against it. Not secrets. */
  readonly credentials: (options: Options) => { readonly username: string; readonly password: string }
}

/** A kit whose options have been read, so that kits of different vendors fit into one list. */
export interface AnySimulatorKit {
  readonly vendor: string
  readonly options: z.ZodType
  /** @throws when the options do not fit. */
  readonly open: (options: unknown) => OpenSimulator
}
export interface OpenSimulator {
  readonly vendor: string
  readonly basePath: string
  readonly answer: (request: SimulatorRequest, world: World, nowMs: number) => SimulatorResponse
  readonly source: (origin: string) => Record<string, unknown>
  readonly credentials: { readonly username: string; readonly password: string }
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
      }
    },
  }
}
