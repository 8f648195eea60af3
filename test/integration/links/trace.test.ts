// Every record of one call, from all sources, in time order.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { phaseAt, type WorldCall } from '../../../adapters/simulation/contract.js'
import { dataOf, type Report, requestsDuring, wrongArgumentOf } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'

const TELECOMX = 'telecomx-demo'
const PORTASIP = 'portasip-demo'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ world: { history: 400, customers: 12 } })
})
afterAll(() => stack?.close())
afterEach(() => {
  for (const host of Object.values(stack.hosts)) host.setFaults({})
  // Longer than any list is shared, and than a circuit stays open.
  stack.clock.nowMs += 61_000
})

const callsAt = (vendor: string): readonly WorldCall[] => stack.world.calls(vendor, stack.clock.nowMs)
/** What listActiveCalls has: a call that is set up has been authenticated when two thirds of its way to ringing are done. */
function isListed(call: WorldCall): boolean {
  const phase = phaseAt(call, stack.clock.nowMs)
  const progress = (stack.clock.nowMs - call.startedAtMs) / (call.ringingAtMs - call.startedAtMs)
  return phase === 'ringing' || phase === 'connected' || (phase === 'setup' && progress >= 2 / 3)
}

interface Traced {
  readonly __typename: string
  readonly nativeId: string
  readonly sipCallId: string | null
  readonly source: { readonly name: string }
  readonly startedAt: string | null
}
interface Trace {
  readonly sipCallId: string | null
  readonly records: readonly Traced[]
  readonly sources: readonly Report[]
}
const TRACE = `sipCallId
  records { __typename id nativeId sipCallId source { name } startedAt }
  sources { source { name } status error { code } totalCount requests }`
const BY_CALL_ID = `query ($id: String!) { callTrace(sipCallId: $id) { ${TRACE} } }`
const traceOf = async (id: string): Promise<Trace> =>
  (await dataOf<{ callTrace: Trace }>(stack, BY_CALL_ID, { id })).callTrace

/** A record that must exist, as far as the world shows. */
const keyOf = ({ source, __typename, nativeId, sipCallId }: Traced): string =>
  `${source.name} ${__typename} ${sipCallId ?? nativeId}`

/** The call, the one that it is bound to, and all that are bound to either, as the two systems that report SIP Call-IDs see them. */
function recordsOf(call: WorldCall): readonly string[] {
  const sessions = new Map(callsAt('telecomx').map((other) => [other.sipCallId, other]))
  const chain = new Set([call.sipCallId, ...(call.relatedSipCallId === null ? [] : [call.relatedSipCallId])])
  for (const { sipCallId, relatedSipCallId } of sessions.values())
    if (chain.has(relatedSipCallId ?? '')) chain.add(sipCallId)
  const active = callsAt('portasip').filter((other) => chain.has(other.sipCallId) && isListed(other))
  return [
    ...[...chain].filter((id) => sessions.has(id)).map((id) => `${TELECOMX} Session ${id}`),
    ...active.map(({ sipCallId }) => `${PORTASIP} ActiveCall ${sipCallId}`),
  ].sort()
}

function expectInTimeOrder({ records }: Trace): void {
  const times = records.map(({ startedAt }) => (startedAt === null ? Infinity : Date.parse(startedAt)))
  expect(times).toEqual(times.toSorted((a, b) => a - b))
}

describe('by its SIP Call-ID', () => {
  test('a call has its records from every source that reports Call-IDs, and those of the calls it is bound to', async () => {
    const seenByBoth = callsAt('telecomx')
      .filter(({ seenBy }) => seenBy.includes('portasip'))
      .slice(0, 25)
    const bound = callsAt('telecomx')
      .filter(({ relatedSipCallId }) => relatedSipCallId !== null)
      .slice(0, 10)
    const callsWithBound = callsAt('telecomx').filter(({ sipCallId }) =>
      bound.some(({ relatedSipCallId }) => relatedSipCallId === sipCallId),
    )
    expect(callsWithBound.length).toBeGreaterThan(3)
    let most = 0
    for (const call of [...seenByBoth, ...bound, ...callsWithBound]) {
      const trace = await traceOf(call.sipCallId)
      expect(trace.sipCallId).toBe(call.sipCallId)
      expect(trace.records.map(keyOf).sort()).toEqual(recordsOf(call))
      expectInTimeOrder(trace)
      const able = trace.sources.filter(({ status }) => status !== 'UNSUPPORTED')
      const reports = new Map(able.map((report) => [report.source.name, report]))
      expect([...reports.keys()].sort()).toEqual([PORTASIP, TELECOMX])
      for (const [name, { status, error, totalCount }] of reports)
        expect({ status, error, totalCount }).toEqual({
          status: 'OK',
          error: null,
          totalCount: trace.records.filter(({ source }) => source.name === name).length,
        })
      most = Math.max(most, trace.records.length)
    }
    expect(most).toBeGreaterThan(2)
  })

  test('costs a request for each Call-ID where it is a key, one for those that may be bound, and one list where it is no key', async () => {
    const call = callsAt('telecomx').find(
      ({ relatedSipCallId, seenBy }) => relatedSipCallId !== null && seenBy.includes('portasip'),
    )
    await traceOf(call?.sipCallId ?? '')
    stack.clock.nowMs += 11_000
    const counts = await requestsDuring(stack, () => traceOf(call?.sipCallId ?? ''))
    expect(counts).toEqual({ [TELECOMX]: 3, [PORTASIP]: 1 })
  })

  test('an unknown call has no records, and no error', async () => {
    const { records, sources } = await traceOf('nobody-knows-this@192.0.2.11')
    expect(records).toEqual([])
    for (const { status, totalCount } of sources)
      expect({ status, totalCount }).toEqual(
        status === 'UNSUPPORTED' ? { status, totalCount: null } : { status: 'OK', totalCount: 0 },
      )
  })

  test.for(['..', '.', 'a/../b', '/', ' x', '\u0000'])(
    'what reads as a path reaches no vendor as one: %j',
    async (id) => {
      const requests = stack.hosts[TELECOMX]?.requests ?? []
      const before = requests.length
      const { records } = await traceOf(id)
      expect(records).toEqual([])
      for (const { path } of requests.slice(before)) expect(path).toBe(`/sbc/session/${encodeURIComponent(id)}`)
      if (id === '..' || id === '.') expect(requests).toHaveLength(before)
    },
  )

  test.for(['', '   '])('an empty text is not a Call-ID: %j', async (id) => {
    expect(await wrongArgumentOf(stack, BY_CALL_ID, { id })).toBe('sipCallId')
  })
})

describe('a source that fails', () => {
  test.for([
    [PORTASIP, TELECOMX],
    [TELECOMX, PORTASIP],
  ] as const)('(%s) is reported, and %s contributes its part', async ([failing, other]) => {
    const call = callsAt('telecomx').find((each) => each.seenBy.includes('portasip') && isListed(each))
    const whole = await traceOf(call?.sipCallId ?? '')
    stack.clock.nowMs += 31_000
    stack.hosts[failing]?.setFaults({ down: true })
    const trace = await traceOf(call?.sipCallId ?? '')
    const rest = whole.records.filter(({ source }) => source.name === other && source.name !== failing)
    expect(rest.length).toBeGreaterThan(0)
    // A call may have ended since.
    for (const { source } of trace.records) expect(source.name).toBe(other)
    const reports = new Map(trace.sources.map((report) => [report.source.name, report]))
    expect(reports.get(failing)).toMatchObject({ status: 'FAILED', error: { code: 'UNREACHABLE' }, totalCount: null })
    expect(reports.get(other)).toMatchObject({ status: 'OK', error: null })
  })
})
