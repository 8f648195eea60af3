// What Acme answers, by its manual.

import { defineSimulator, phaseAt, type SimulatorResponse, type WorldCall, z } from 'trunkline/adapter'

const json = (status: number, value: unknown): SimulatorResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

const toRow = (call: WorldCall) => ({
  id: String(call.index).padStart(4, '0'),
  from: call.caller ?? 'anonymous',
  to: call.callee,
  started: new Date(call.startedAtMs).toISOString(),
  seconds: call.answeredAtMs === null ? 0 : (call.endedAtMs - call.answeredAtMs) / 1000,
  result: call.outcome,
})

export const acmeSimulator = defineSimulator({
  vendor: 'acme',
  basePath: () => '/api',
  options: z.strictObject({}),
  answer: ({ path, query, headers }, { world, nowMs }) => {
    if (headers['authorization'] !== `Basic ${btoa('demo:demo-password')}`) return json(401, {})
    if (path !== '/calls') return json(404, {})
    const sinceMs = Date.parse(query.get('since') ?? '1970-01-01T00:00:00Z')
    const found = world
      .calls('acme', nowMs)
      .filter((call) => phaseAt(call, nowMs) === 'ended' && call.startedAtMs >= sinceMs)
      .map(toRow)
      .filter((row) => row.from.includes(query.get('from') ?? ''))
    const offset = Number(query.get('offset'))
    return json(200, { total: found.length, calls: found.slice(offset, offset + Number(query.get('limit'))) })
  },
  source: (origin) => ({ vendor: 'acme', url: `${origin}/api`, user: 'demo', password: 'demo-password' }),
  credentials: () => ({ username: 'demo', password: 'demo-password' }),
})
