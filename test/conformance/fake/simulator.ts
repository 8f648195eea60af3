import { z } from 'zod'
import {
  defineSimulator,
  phaseAt,
  type SimulatorRequest,
  type SimulatorResponse,
  type Site,
  type WorldCall,
} from '../../../adapters/simulation/contract.js'

/** Each fault that can be switched on breaks one promise of the adapter. */
export const options = z.strictObject({
  fault: z
    .enum([
      'none',
      'loses-rows',
      'drifting-pages',
      'wrong-total',
      'repeats',
      'oldest-first',
      'mixes-up',
      'never-ends',
      'mixes-owners',
    ])
    .default('none'),
})
type Options = z.output<typeof options>

const json = (status: number, value: unknown): SimulatorResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

const toRow = (call: WorldCall) => ({
  id: String(call.index),
  from: call.caller ?? 'anonymous',
  to: call.callee,
  started: new Date(call.startedAtMs).toISOString(),
  seconds: call.answeredAtMs === null ? 0 : 60,
  end: call.outcome === 'busy' ? 'busy' : 'ok',
  price: '0.10',
  owner: call.sourceCustomerIndex === null ? '' : `c${call.sourceCustomerIndex}`,
})

function page(rows: readonly object[], query: URLSearchParams, fault: Options['fault']): SimulatorResponse {
  const [size, number] = [Number(query.get('size')), Number(query.get('page'))]
  const start = number * size
  const drift = fault === 'drifting-pages' && number > 1 ? 1 : 0
  if (start >= rows.length && number > 0 && fault !== 'repeats') return json(400, { code: 'no_page' })
  const last = Math.max(0, Math.ceil(rows.length / size) - 1) * size
  const from = Math.min(start, last)
  return json(200, {
    rows: rows.slice(from + drift, from + drift + size),
    total: rows.length + (fault === 'wrong-total' ? 1 : 0),
  })
}

function list({ query }: SimulatorRequest, { world, nowMs, options: { fault } }: Site<Options>): SimulatorResponse {
  const [part, owner] = [query.get('from'), query.get('owner')]
  const since = Number(query.get('since') ?? Number.NEGATIVE_INFINITY)
  const calls = world
    .calls('fake', nowMs)
    .filter((call) => (part === null || (call.caller ?? '').includes(part)) && call.startedAtMs >= since)
    .filter((call) => owner === null || fault === 'mixes-owners' || toRow(call).owner === owner)
  const kept = fault === 'loses-rows' && part !== null ? calls.slice(1) : calls
  return page((fault === 'oldest-first' ? kept.toReversed() : kept).map(toRow), query, fault)
}

function answer(request: SimulatorRequest, site: Site<Options>): SimulatorResponse {
  const {
    world,
    nowMs,
    options: { fault },
  } = site
  const wanted = `Basic ${Buffer.from('demo:demo-password').toString('base64')}`
  if (request.headers['authorization'] !== wanted) return json(401, {})
  const calls = world.calls('fake', nowMs)
  const id = /^\/(?:calls|live)\/(\d+)$/.exec(request.path)?.[1]
  const call = calls.find(({ index }) => String(index) === id)
  if (request.path === '/calls') return list(request, site)
  if (request.path === '/live') {
    const live = calls.filter((one) => phaseAt(one, nowMs) !== 'ended')
    const rows = live.map((one) => ({
      ...toRow(one),
      state: phaseAt(one, nowMs) === 'connected' ? 'talking' : 'ringing',
    }))
    return json(200, { rows, total: rows.length })
  }
  if (call === undefined) return json(404, { code: 'no_call' })
  if (request.method === 'GET')
    return json(200, { ...toRow(call), ...(fault === 'mixes-up' ? { from: 'somebody' } : {}) })
  if (fault !== 'never-ends' && !world.end(call.index, nowMs)) return json(404, { code: 'no_call' })
  return json(200, { ended: true })
}

export const fakeSimulator = defineSimulator<Options>({
  vendor: 'fake',
  basePath: () => '/fake/v1',
  options,
  answer,
  source: (origin) => ({ vendor: 'fake', url: `${origin}/fake/v1`, user: 'demo', password: 'demo-password' }),
  credentials: () => ({ username: 'demo', password: 'demo-password' }),
})
