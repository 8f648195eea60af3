import { createHash } from 'node:crypto'
import { z } from 'zod'
import { defineSimulator, type SimulatorRequest, type SimulatorResponse, type Site } from '../simulation/contract.js'
import { timeZoneOption } from '../simulation/zoned-time.js'
import { listCalls, userIdOf } from './simulator/active-call.js'
import { listRecords } from './simulator/call-record.js'
import { applyFilter } from './simulator/filter.js'
import { writeBareError, writeCalls, writeRecords, writeRefusal, writeStatus } from './simulator/print.js'
import { devicesPage, userPage, usersPage } from './simulator/users.js'

// A simulated MOR server: calls in progress, records of calls, users and devices of the world,
// with MOR's hash, its filters, and its errors with HTTP 200. It is written from the vendor's document and facts, section 3, not from the adapter.

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
  serverTimeZone: timeZoneOption.default('Europe/Vilnius').meta({
    description: 'The time zone of the server, which the times of call records are in.',
  }),
  userPassword: z.string().min(1).default('demo-password').meta({ description: 'The password of the API user.' }),
  listsUsers: z.boolean().default(true).meta({
    description: 'Whether the configuration that is printed has the password of the API user, and so can list users.',
  }),
  role: z
    .enum(['admin', 'reseller', 'user'])
    .default('admin')
    .meta({ description: 'The role of the API user, which determines the prices that call records have.' }),
  priceDigits: z
    .int()
    .min(0)
    .max(10)
    .default(4)
    .meta({ description: 'The number of decimals that prices are rounded to.' }),
})
type Options = z.output<typeof options>

export const morSimulator = defineSimulator<Options>({
  vendor: 'mor',
  basePath: () => '/billing',
  options,
  answer,
  source: (origin, { username, secretKey, userPassword, listsUsers, hash, timeZone, serverTimeZone }) => ({
    vendor: 'mor',
    url: `${origin}/billing`,
    auth: { username, secretKey, ...(listsUsers ? { password: userPassword } : {}) },
    currency: 'EUR',
    hash,
    timeZone,
    serverTimeZone,
    // What the records of the simulated server contain for these ids.
    callRecords: { providers: { 1: 'carrier-a', 2: 'carrier-b' }, hangupCauses: { 17: 16, 18: 17, 20: 19 } },
  }),
  credentials: ({ username, secretKey }) => ({ username, password: secretKey }),
  customerId: (index) => userIdOf({ index }),
})

function answer(request: SimulatorRequest, site: Site<Options>): SimulatorResponse {
  const method = METHODS.get(request.path)
  if (method === undefined || !['GET', 'POST'].includes(request.method)) return notFound
  const parameters = new URLSearchParams(request.body)
  const refusal = request.method === 'GET' ? 'GET Requests are disabled' : refusalOf(method, parameters, site.options)
  if (refusal !== null) return respond(site.options, writeRefusal(refusal))
  return ANSWERS[method](parameters, site)
}

type Method = 'active calls' | 'calls' | 'users' | 'user' | 'devices'
type Answer = (parameters: URLSearchParams, site: Site<Options>) => SimulatorResponse
const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['/api/active_calls_get', 'active calls'],
  ['/api/user_calls_get', 'calls'],
  ['/api/users_get', 'users'],
  ['/api/user_details_get', 'user'],
  ['/api/devices_get', 'devices'],
])
const ANSWERS: Readonly<Record<Method, Answer>> = {
  'active calls': (parameters, site) => answerActive(parameters, site),
  calls: (parameters, site) => answerRecords(parameters, site),
  users: (parameters, { world, options }) => respond(options, usersPage(world, parameters, options)),
  user: (parameters, { world, options }) => respond(options, userPage(world, parameters)),
  devices: (parameters, { world, options }) => respond(options, devicesPage(world, parameters)),
}

function answerRecords(parameters: URLSearchParams, { world, nowMs, options }: Site<Options>): SimulatorResponse {
  const found = listRecords(world, parameters, { nowMs, ...options })
  return respond(options, 'error' in found ? writeBareError(found.error) : writeRecords(found, options.username))
}

function answerActive(parameters: URLSearchParams, site: Site<Options>): SimulatorResponse {
  const found = applyFilter(listCalls(site.world, { nowMs: site.nowMs, ...site.options }), parameters, site.world)
  if ('error' in found) return respond(site.options, writeStatus({ error: found.error }))
  if (found.calls.length === 0) return respond(site.options, writeStatus({ message: ' No data found... ' }))
  return respond(site.options, writeCalls(found.calls))
}

/** Why MOR does not process a request; null if it does. */
function refusalOf(method: Method, parameters: URLSearchParams, { username, secretKey, hash }: Options): string | null {
  if (parameters.get('u') !== username) return 'Bad login'
  if (hash === 'none') return null
  const expected = createHash('sha1')
    .update(`${HASHED_TEXT[method](parameters, hash === 'key' ? '' : username)}${secretKey}`)
    .digest('hex')
  return parameters.get('hash') === expected ? null : 'Incorrect hash'
}

/** What each method hashes in front of the key. */
const HASHED_TEXT: Readonly<Record<Method, (parameters: URLSearchParams, ofUser: string) => string>> = {
  'active calls': (_parameters, ofUser) => ofUser,
  calls: (parameters) => hashedOfCalls(parameters),
  users: (parameters) => `${parameters.get('u') ?? ''}${parameters.get('p') ?? ''}`,
  user: (parameters) => `${parameters.get('user_id') ?? ''}${parameters.get('username') ?? ''}`,
  devices: (parameters) => parameters.get('user_id') ?? '',
}

/** The hashed parameters of user_calls_get, in their order, with what a value must be made of to be hashed. */
const HASHED: readonly (readonly [name: string, values: RegExp])[] = [
  ['period_start', /^\d+$/],
  ['period_end', /^\d+$/],
  ['s_user', /^\d+$/],
  ['s_call_type', /./],
  ['s_device', /^(?:\d+|all)$/],
  ['s_provider', /^(?:\d+|all)$/],
  ['s_hgc', /^(?:\d+|all)$/],
  ['s_did', /^(?:\d+|all)$/],
  ['s_destination', /./],
  ['order_by', /./],
  ['order_desc', /./],
]
const hashedOfCalls = (parameters: URLSearchParams): string =>
  HASHED.map(([name, values]) => {
    const value = parameters.get(name) ?? ''
    return values.test(value) ? value : ''
  }).join('')

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
