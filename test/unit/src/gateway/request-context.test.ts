import pino from 'pino'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { SliceScheduler } from '../../../../src/async/slice-scheduler.js'
import { PrincipalLimits } from '../../../../src/cost/principal-limits.js'
import { ListCache } from '../../../../src/engine/lists/list-cache.js'
import { Sources } from '../../../../src/engine/source/sources.js'
import { CostReports } from '../../../../src/gateway/cost-report.js'
import { RequestContext } from '../../../../src/gateway/request-context.js'
import { createCursorSeal } from '../../../../src/plan/cursor-seal.js'
import { OperationCosts } from '../../../../src/server/cost/operation-costs.js'
import { createTelemetry } from '../../../../src/telemetry/telemetry.js'
import { sharedControl } from '../../../integration/control/shared-control.js'
import { localAdministrator } from '../../../support/unrestricted.js'

const telemetry = await createTelemetry({
  logger: pino({ level: 'silent' }),
  now: () => 0,
  timeOfDay: () => 0,
  metrics: false,
  environment: {},
})
const listCache = new ListCache({ now: () => 0, monotonicNow: () => 0 })
const engine = {
  sources: new Sources([]),
  listCache,
  cursorSeal: createCursorSeal(),
  limits: { defaultPageSize: 10, maxPageSize: 100 },
}

const costReports = new CostReports(new OperationCosts({ ...engine.limits, sources: 0 }))
const administrator = localAdministrator([])
const contextOf = () =>
  new RequestContext(
    {
      engine,
      scheduler: new SliceScheduler(),
      offersPlans: false,
      openId: (id) => id,
      costReports,
      live: () => ({ payloads: async function* () {}, history: () => [] }),
      controlContext: sharedControl(listCache),
      limits: new PrincipalLimits({ records: 100, lists: 10, vendorRequests: 10, bytes: 10_000 }),
      server: { deadlineMs: 10_000, stats: { maxRows: 1000, deadline: 60_000 } },
    },
    {
      headers: {},
      client: { address: '192.0.2.1', proxy: null, user: null },
      signal: new AbortController().signal,
      principal: administrator,
    },
    telemetry.follow({}),
  )
afterEach(() => telemetry.close())

test('what is still under way ends when the request has been answered', () => {
  const [failed, listened] = [contextOf(), contextOf()]
  const { signal } = failed.callContext
  failed.answered(false)
  expect(signal.aborted).toBe(true)
  const listen = vi.fn()
  listened.callContext.signal.addEventListener('abort', listen)
  listened.answered(true)
  expect(listen).toHaveBeenCalledOnce()
})

describe('statistics of ended calls', () => {
  test('have a longer deadline than lists, which they do not change', () => {
    vi.useFakeTimers()
    try {
      const context = contextOf()
      const lists = context.callContext.signal
      const statistics = context.callStats.callContext.signal
      vi.advanceTimersByTime(10_000)
      expect([lists.aborted, statistics.aborted]).toEqual([true, false])
      vi.advanceTimersByTime(50_000)
      expect(statistics.reason).toMatchObject({ code: 'DEADLINE', message: expect.stringContaining('stats.deadline') })
      // There is still time to answer with what was read.
      expect(context.stopSignal.aborted).toBe(false)
      vi.advanceTimersByTime(10_000)
      expect(context.stopSignal.aborted).toBe(true)
      context.answered(true)
    } finally {
      vi.useRealTimers()
    }
  })

  test('have a budget of rows, one for the operation, in place of that of vendor requests', () => {
    const context = contextOf()
    const { budget, callContext } = context.callStats
    expect(callContext.budget).toBeUndefined()
    budget.take(999)
    expect(context.callStats.budget.isSpent).toBe(false)
    context.callStats.budget.take(1)
    expect(budget.isSpent).toBe(true)
    context.answered(true)
  })

  test('end with the request', () => {
    const context = contextOf()
    const { signal } = context.callStats.callContext
    context.answered(false)
    expect(signal.aborted).toBe(true)
  })
})
