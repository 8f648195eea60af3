// What access control costs: `npm run bench:access`. A token on every request against no sign-in, a tenant's page against
// the administrator's, and refused requests against answered ones. By processor time of the gateway; medians of nine
// rounds in turns.

import { generateKeyPairSync } from 'node:crypto'
import { Agent, createServer, request } from 'node:http'
import { parseArgs } from 'node:util'
import { SignJWT } from 'jose'
import { bindTo, OTHERS } from './cores.ts'
import { runningMs } from './process-cost.ts'
import { type Contestant, configurationFor, startServer } from './race/contestants.ts'
import { bodyOf, type Workload, workloads } from './race/workloads.ts'
import { startVendors } from './vendors.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    /** One part only: tokens, pages or refusals. */
    only: { type: 'string' },
  },
})
const ROUNDS = Number(values.rounds)
const ISSUER = 'https://id.example.net'
const TENANT_CUSTOMERS = ['3', '4', '5', '6', '7', '8', '9']

bindTo(OTHERS)
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const provider = createServer((_request, response) =>
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(
      JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'bench', alg: 'ES256', use: 'sig' }] }),
    ),
)
await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
const address = provider.address()
const jwks = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/keys`

const tokenOf = (role: string, claims: Readonly<Record<string, string>> = {}) =>
  new SignJWT({ roles: [role], ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'bench' })
    .setIssuer(ISSUER)
    .setAudience('trunkline')
    .setSubject(role)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey)

const bearer = async (token: Promise<string>) => ({ authorization: `Bearer ${await token}` })
const ADMINISTRATOR = await bearer(tokenOf('noc'))
const TENANT = await bearer(tokenOf('tenant', { customer_id: 'acme' }))
const access = {
  auth: { jwt: [{ issuer: ISSUER, audience: 'trunkline', jwks, claims: { tenant: 'customer_id' } }] },
  roles: { noc: { scopes: ['*:read'], sources: { '*': 'all' } }, tenant: { scopes: ['active:read'] } },
}

/** Many connections, each of which sends one request after another; `requests` is the total. */
interface Load {
  readonly url: string
  readonly headers: object
  readonly connections: number
  readonly amount: number
  readonly bodyOf: (connection: number, at: number) => string
  readonly status: number
}

async function fire({ url, headers, connections, amount, bodyOf: body, status }: Load): Promise<void> {
  let left = amount
  const agents: Agent[] = []
  const connect = async (connection: number): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    agents.push(agent)
    while (left-- > 0) {
      const answered = await send(url, agent, headers, body(connection, left))
      if (answered !== status) throw new Error(`${url}: status ${answered} and not ${status}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, (_, at) => connect(at)))
  for (const agent of agents) agent.destroy()
}

function send(url: string, agent: Agent, more: object, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...more }
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Milliseconds of processor time for each request of a round. */
async function cost(gateway: Contestant, load: Omit<Load, 'url'>): Promise<number> {
  const before = runningMs(gateway.pid)
  await fire({ url: gateway.url, ...load })
  return (runningMs(gateway.pid) - before) / load.amount
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

interface Side {
  readonly name: string
  readonly gateway: Contestant
  readonly load: Omit<Load, 'url'>
}

/** Both sides in turns, after a round to warm up; prints the medians and their ratio. */
async function compare(title: string, goal: string, [a, b]: readonly [Side, Side]): Promise<void> {
  const taken = new Map<Side, number[]>([
    [a, []],
    [b, []],
  ])
  for (let round = -2; round < ROUNDS; round++)
    for (const [side, costs] of taken) {
      const spent = await cost(side.gateway, side.load)
      if (round >= 0) costs.push(spent)
    }
  const [first, second] = [a, b].map((side) => median(taken.get(side) ?? []))
  if (first === undefined || second === undefined) return
  const of = (side: Side, spent: number) => `${side.name} ${spent.toFixed(3)} ms`
  process.stdout.write(`| ${title} | ${of(a, first)} | ${of(b, second)} | ${(first / second).toFixed(2)} | ${goal} |\n`)
}

const vendors = await startVendors()
const gateways: Contestant[] = []
async function start(configuration: object): Promise<Contestant> {
  const gateway = await startServer('trunkline', { configuration, vendors: vendors.url })
  gateways.push(gateway)
  return gateway
}
const stopAll = async () => {
  for (const gateway of gateways.splice(0)) await gateway.stop()
}
const must = (workload: Workload | undefined): Workload => {
  if (workload === undefined) throw new Error('there is no such workload')
  return workload
}
const unshared = (name: string) => must(workloads.find((each) => each.name === name && each.sharing === 'unshared'))
const AMOUNTS: Readonly<Record<string, number>> = { W1: 300, W4: 16, W7: 4000 }

async function tokens(): Promise<void> {
  for (const [name, goal] of [
    ['W1', 'at least 0.95'],
    ['W4', 'at least 0.95'],
    ['W7', 'at least 0.85'],
  ] as const) {
    const workload = unshared(name)
    const plain = configurationFor(workload, vendors.url)
    const load = {
      connections: workload.connections,
      amount: AMOUNTS[name] ?? 1000,
      bodyOf: (connection: number) => bodyOf('trunkline', workload, connection),
      status: 200,
    }
    await compare(`${workload.name} ${workload.title}, a token on every request`, goal, [
      { name: 'none', gateway: await start(plain), load: { ...load, headers: {} } },
      { name: 'token', gateway: await start({ ...plain, ...access }), load: { ...load, headers: ADMINISTRATOR } },
    ])
    await stopAll()
  }
}

async function pages(): Promise<void> {
  const switches = unshared('W4')
  const sources = Object.entries(
    Reflect.get(configurationFor(switches, vendors.url), 'sources') as Record<string, object>,
  )
  const PAGE =
    'query Page($sources: [String!]!) { activeCalls(first: 100, sources: $sources) { nodes { id nativeId state caller { number } callee { number } customer { nativeId } } } }'
  for (const [kind, freshness] of [
    ['decoded for each request', 0],
    ['warm', '1h'],
  ] as const) {
    const mine = sources.filter(([source]) => source.startsWith('sippy'))
    const configuration = {
      server: { port: 0 },
      sources: Object.fromEntries(
        mine.map(([source, keys]) => [source, { ...keys, freshness: { activeCalls: freshness } }]),
      ),
      ...access,
      tenants: { acme: Object.fromEntries(mine.map(([source]) => [source, { customers: TENANT_CUSTOMERS }])) },
    }
    const gateway = await start(configuration)
    // A variable that nothing uses: no two requests are equal, so no answer is shared.
    const page = (connection: number, at: number) =>
      JSON.stringify({ query: PAGE, variables: { sources: [`sippy-${connection}`], at: performance.now() + at } })
    const load = { connections: switches.connections, amount: freshness === 0 ? 32 : 400, bodyOf: page, status: 200 }
    await compare(`a page of 100 of 1000 calls in progress, the list ${kind}`, 'tenant : administrator at most 1.2', [
      { name: 'tenant', gateway, load: { ...load, headers: TENANT } },
      { name: 'administrator', gateway, load: { ...load, headers: ADMINISTRATOR } },
    ])
    await stopAll()
  }
}

async function refusals(): Promise<void> {
  const typename = unshared('W7')
  const gateway = await start({ ...configurationFor(typename, vendors.url), ...access })
  const body = () => bodyOf('trunkline', typename, 0)
  const load = { connections: typename.connections, amount: 4000, bodyOf: body, status: 200 }
  const answered: Side = { name: 'answered', gateway, load: { ...load, headers: ADMINISTRATOR } }
  for (const [name, headers, status] of [
    ['without a credential', {}, 401],
    ['with a wrong key', { 'x-api-key': `trunkline_${'A'.repeat(43)}` }, 401],
    ['with a token of another issuer', await bearer(otherIssuer()), 401],
    ['with a token with a wrong signature', await bearer(forged()), 401],
    ['with two credentials', { ...ADMINISTRATOR, 'x-api-key': 'x' }, 400],
    ['with a token without a role', await bearer(tokenOf('nobody')), 403],
  ] as const)
    await compare(`a request ${name}`, 'refused : answered at most 1', [
      { name: 'refused', gateway, load: { ...load, headers, status } },
      answered,
    ])
  await stopAll()
}

const PARTS = { tokens, pages, refusals }
process.stdout.write('| what | against | with | ratio | goal |\n| --- | --- | --- | --- | --- |\n')
try {
  for (const [name, run] of Object.entries(PARTS)) if (values.only === undefined || values.only === name) await run()
} finally {
  await stopAll()
  vendors.stop()
  provider.close()
}

async function otherIssuer(): Promise<string> {
  const [header = '', , signature = ''] = (await tokenOf('noc')).split('.')
  const claims = Buffer.from(JSON.stringify({ iss: 'https://evil.example', aud: 'trunkline', sub: 'a', exp: 4e9 }))
  return `${header}.${claims.toString('base64url')}.${signature}`
}

async function forged(): Promise<string> {
  const [header = '', claims = ''] = (await tokenOf('noc')).split('.')
  return `${header}.${claims}.${Buffer.alloc(64, 7).toString('base64url')}`
}
