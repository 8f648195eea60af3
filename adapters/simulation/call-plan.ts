import type { WorldCall, WorldCustomer, WorldOutcome, WorldTrunk } from './contract.js'
import { extension, foreignNumber, outsideNumber } from './numbering.js'
import { personName } from './population.js'
import { type Draw, drawFor } from './prng.js'

// The course of the nth call of a world, which depends only on the world's seed and n.

const CALL_STREAM = 3
const ARRIVAL_STREAM = 4
const TIE_STREAM = 5
const FURTHEST_PARENT = 3
const SECOND = 1000
const MINUTE = 60 * SECOND

export interface Population {
  readonly seed: number
  readonly vendors: readonly string[]
  readonly customers: readonly WorldCustomer[]
  readonly trunks: readonly WorldTrunk[]
}

const TIE_BLOCK = 64

/**
 * In every block of 64 calls, two to five consecutive calls start in the same millisecond: returns the first of them.
 */
function tieLeader(seed: number, n: number): number {
  const block = Math.floor(n / TIE_BLOCK)
  const draw = drawFor(seed, TIE_STREAM, block)
  const leader = block * TIE_BLOCK + draw.int(0, TIE_BLOCK - 6)
  return n > leader && n < leader + draw.int(2, 5) ? leader : n
}

/**
 * When the nth call starts, in milliseconds after the earliest possible start of the first: never before the previous
 * call.
 */
export function arrivalMs(seed: number, n: number, intervalMs: number): number {
  const leader = tieLeader(seed, n)
  return Math.floor((leader + drawFor(seed, ARRIVAL_STREAM, leader).unit()) * intervalMs)
}

type Parties = Pick<
  WorldCall,
  | 'caller'
  | 'callerName'
  | 'callee'
  | 'divertedBy'
  | 'direction'
  | 'international'
  | 'mobile'
  | 'callerHidden'
  | 'sourceCustomerIndex'
  | 'destinationCustomerIndex'
  | 'trunkIndex'
>

function outbound(draw: Draw, { customers, trunks }: Population, abroad: boolean, from?: WorldTrunk): Parties {
  const trunk = from ?? draw.pick(trunks)
  const customer = customers[trunk.customerIndex]
  const called = !abroad && draw.chance(0.15) ? draw.pick(trunks) : null
  const number = trunk.isPbxTrunk && draw.chance(0.6) ? extension(draw) : draw.pick(trunk.numbers)
  const anonymous = draw.chance(0.03)
  return {
    caller: anonymous ? null : number,
    callerName: !anonymous && draw.chance(0.5) ? (customer?.name ?? null) : null,
    callee: abroad ? foreignNumber(draw) : called === null ? outsideNumber(draw) : draw.pick(called.numbers),
    divertedBy: null,
    direction: 'outbound',
    international: abroad,
    mobile: draw.chance(0.15),
    callerHidden: anonymous || draw.chance(0.04),
    sourceCustomerIndex: trunk.customerIndex,
    destinationCustomerIndex: called?.customerIndex ?? null,
    trunkIndex: trunk.index,
  }
}

function inbound(draw: Draw, { trunks }: Population): Parties {
  const trunk = draw.pick(trunks)
  const anonymous = draw.chance(0.08)
  return {
    caller: anonymous ? null : draw.chance(0.15) ? foreignNumber(draw) : outsideNumber(draw),
    callerName: !anonymous && draw.chance(0.4) ? personName(draw) : null,
    callee: draw.pick(trunk.numbers),
    divertedBy: draw.chance(0.1) ? draw.pick(trunk.numbers) : null,
    direction: 'inbound',
    international: false,
    mobile: draw.chance(0.4),
    callerHidden: anonymous,
    sourceCustomerIndex: null,
    destinationCustomerIndex: trunk.customerIndex,
    trunkIndex: trunk.index,
  }
}

type Course = Pick<WorldCall, 'ringingAtMs' | 'answeredAtMs' | 'endedAtMs' | 'outcome' | 'endedBy'>

function answered(draw: Draw, outcome: 'completed' | 'fraud', startedAtMs: number, long: boolean): Course {
  const answeredAtMs = startedAtMs + draw.int(2 * SECOND, 12 * SECOND)
  // Short calls are more common than long ones.
  const talkMs = long ? draw.int(30 * MINUTE, 75 * MINUTE) : Math.floor((20 + 280 * draw.unit() ** 1.4) * SECOND)
  return {
    ringingAtMs: startedAtMs + draw.int(200, 1500),
    answeredAtMs,
    endedAtMs: answeredAtMs + talkMs,
    outcome,
    endedBy: outcome === 'fraud' ? 'fraud' : draw.chance(0.55) ? 'caller' : 'callee',
  }
}

/** How long an unanswered call lasts, whether it rings, and who ends it. */
const UNANSWERED = {
  busy: { fromMs: 800, toMs: 3000, rings: false, endedBy: 'callee' },
  'no-answer': { fromMs: 12_000, toMs: 30_000, rings: true, endedBy: 'system' },
  canceled: { fromMs: 2000, toMs: 20_000, rings: true, endedBy: 'caller' },
  failed: { fromMs: 300, toMs: 4000, rings: false, endedBy: 'system' },
  blocked: { fromMs: 50, toMs: 300, rings: false, endedBy: 'system' },
} as const

function unanswered(draw: Draw, outcome: keyof typeof UNANSWERED, startedAtMs: number): Course {
  const { fromMs, toMs, rings, endedBy } = UNANSWERED[outcome]
  const endedAtMs = startedAtMs + draw.int(fromMs, toMs)
  const ringingAtMs = rings ? startedAtMs + draw.int(200, 1500) : endedAtMs
  return { ringingAtMs, answeredAtMs: null, endedAtMs, outcome, endedBy }
}

const OUTCOMES: readonly WorldOutcome[] = ['completed', 'busy', 'no-answer', 'canceled', 'failed', 'blocked']

function courseOf(draw: Draw, startedAtMs: number, abroad: boolean): Course {
  if (abroad && draw.chance(0.04)) return answered(draw, 'fraud', startedAtMs, true)
  const outcome = OUTCOMES[draw.weighted([70, 8, 10, 6, 4, 2])]
  return outcome === undefined || outcome === 'completed' || outcome === 'fraud'
    ? answered(draw, 'completed', startedAtMs, abroad && draw.chance(0.04))
    : unanswered(draw, outcome, startedAtMs)
}

/** The vendors that see a call: one to three, two on average. */
function witnesses(draw: Draw, vendors: readonly string[]): readonly string[] {
  const wanted = Math.min(vendors.length, 1 + draw.weighted([25, 40, 35]))
  const left = [...vendors]
  while (left.length > wanted) left.splice(draw.int(0, left.length - 1), 1)
  return left
}

type Plan = Omit<WorldCall, 'index' | 'relatedSipCallId' | 'parentIndex'>

/**
 * @param from the trunk that makes the call, if it is a leg of an earlier one.
 * @returns the plan, and whether the call should become a leg of an earlier inbound call.
 */
function planAlone(
  population: Population,
  n: number,
  startedAtMs: number,
  from?: WorldTrunk,
): { plan: Plan; isLeg: boolean } {
  const draw = drawFor(population.seed, CALL_STREAM, n)
  const isLeg = draw.chance(0.12)
  const abroad = draw.chance(0.12)
  const token = Math.floor(draw.unit() * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
  const isOutbound = abroad || draw.chance(0.45) || from !== undefined
  const parties = isOutbound ? outbound(draw, population, abroad, from) : inbound(draw, population)
  const seenBy = witnesses(draw, population.vendors)
  const course = courseOf(draw, startedAtMs, abroad)
  return {
    plan: { sipCallId: `${token}-${n.toString(16)}@192.0.2.11`, ...parties, startedAtMs, ...course, seenBy },
    isLeg,
  }
}

/**
 * The nth call of a world.
 * @param indexOf the index of an earlier call.
 */
export function planCall(
  population: Population,
  n: number,
  startOf: (n: number) => number,
  indexOf: (n: number) => number,
): WorldCall {
  const { plan, isLeg } = planAlone(population, n, startOf(n))
  for (let parent = n - 1; isLeg && parent >= Math.max(0, n - FURTHEST_PARENT); parent -= 1) {
    const other = planAlone(population, parent, startOf(parent))
    if (other.isLeg || other.plan.direction !== 'inbound' || other.plan.endedAtMs < plan.startedAtMs) continue
    // The leg is made by the trunk that received that call, and is seen by the same systems.
    const leg = planAlone(population, n, plan.startedAtMs, population.trunks[other.plan.trunkIndex ?? 0]).plan
    return { ...leg, index: indexOf(n), ...bindingTo(other.plan, indexOf(parent)) }
  }
  return { ...plan, index: indexOf(n), relatedSipCallId: null, parentIndex: null }
}

const bindingTo = (parent: Plan, parentIndex: number) => ({
  relatedSipCallId: parent.sipCallId,
  parentIndex,
  seenBy: parent.seenBy,
})
