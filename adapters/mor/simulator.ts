import { createHash } from 'node:crypto'
import { z } from 'zod'
import { defineSimulator, type SimulatorRequest, type SimulatorResponse, type Site } from '../simulation/contract.js'
import { timeZoneOption } from '../simulation/zoned-time.js'
import { listCalls, userIdOf } from './simulator/active-call.js'
import { applyFilter } from './simulator/filter.js'
import { writeCalls, writeRefusal, writeStatus } from './simulator/print.js'

// A simulated MOR server: active_calls_get over the world, with MOR's hash, its filters, and its errors with HTTP 200.
// It is written from the vendor's document and facts, section 3, not from the adapter.

const options = z.strictObject({
  username: z.string().min(1).default('demo').meta({ description: 'The API user.' }),
  secretKey: z.string().min(1).default('demo-secret-key').meta({ description: 'The API Secret Key.' }),
  hash: z
    .enum(['key', 'username+key', 'none'])
    .default('username+key')
    .meta({ description: 'What the hash must be computed from; none: it is not checked.' }),
  timeZone: timeZoneOption.default('Europe/Vilnius').meta({
    description: 'The time zone of answer_time.',
  }),
  contentType: z.string().default('text/html').meta({
    description: 'With text/html, responses are sent as downloads, as by a MOR without the XML API Extension.',
  }),
  uniqueId: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether calls have uniqueid; servers from before March 2024 do not send it.' }),
})
type Options = z.output<typeof options>

export const morSimulator = defineSimulator<Options>({
  vendor: 'mor',
  basePath: () => '/billing',
  options,
  answer,
  source: (origin, { username, secretKey, hash, timeZone }) => ({
    vendor: 'mor',
    url: `${origin}/billing`,
    auth: { username, secretKey },
    hash,
    timeZone,
  }),
  credentials: ({ username, secretKey }) => ({ username, password: secretKey }),
  customerId: (index) => userIdOf({ index }),
})

function answer(request: SimulatorRequest, site: Site<Options>): SimulatorResponse {
  if (request.path !== '/api/active_calls_get' || !['GET', 'POST'].includes(request.method)) return notFound
  const parameters = new URLSearchParams(request.body)
  const refusal = request.method === 'GET' ? 'GET Requests are disabled' : refusalOf(parameters, site.options)
  if (refusal !== null) return respond(site.options, writeRefusal(refusal))
  const found = applyFilter(listCalls(site.world, { nowMs: site.nowMs, ...site.options }), parameters, site.world)
  if ('error' in found) return respond(site.options, writeStatus({ error: found.error }))
  if (found.calls.length === 0) return respond(site.options, writeStatus({ message: ' No data found... ' }))
  return respond(site.options, writeCalls(found.calls))
}

/** Why MOR does not process a request; null if it does. */
function refusalOf(parameters: URLSearchParams, { username, secretKey, hash }: Options): string | null {
  if (parameters.get('u') !== username) return 'Bad login'
  if (hash === 'none') return null
  const expected = createHash('sha1')
    .update(`${hash === 'key' ? '' : username}${secretKey}`)
    .digest('hex')
  return parameters.get('hash') === expected ? null : 'Incorrect hash'
}

function respond({ contentType }: Options, body: string): SimulatorResponse {
  const download = { 'content-disposition': 'attachment; filename=mor_api_response.html' }
  return {
    status: 200,
    headers: { 'content-type': `${contentType}; charset=utf-8`, ...(contentType === 'text/html' ? download : {}) },
    body,
  }
}

const notFound: SimulatorResponse = {
  status: 404,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>',
}
