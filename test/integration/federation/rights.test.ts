// Rights behind the two gateways: with one that passes the user's token on, everybody sees what they see at Trunkline
// itself; with one that has its own key, everybody sees what the role of that key sees.

import { describe, expect, onTestFinished, test } from 'vitest'
import { createApiKey } from '../../../src/access/sign-in/api-key.js'
import { NOON, type Stack, startStack } from '../../support/stack.js'
import { createKey, signToken, startIdentityProvider } from '../../unit/src/access/identity-provider.js'
import { type CompanyGateway, type RouterCredentials, startApolloGateway, startHiveGateway } from './gateways.js'
import { type Crm, startCrmOfPeople } from './gateways-crm.js'
import { type Answer, ask } from './subgraphs.js'

const signingKey = createKey('federation', 'ES256')
const routerKey = createApiKey()
const composerKey = createApiKey()
const ROUTER = `Bearer ${routerKey.key}`

const READS = ['calls:read', 'sessions:read', 'active:read', 'accounts:read', 'customers:read', 'sources:read']
const accessOf = (issuer: string) => ({
  auth: {
    jwt: [{ issuer, audience: 'trunkline', claims: { roles: 'roles', tenant: 'customer_id' } }],
    keys: {
      router: { sha256: [routerKey.sha256], role: 'router' },
      composer: { sha256: [composerKey.sha256], role: 'composer' },
    },
  },
  roles: {
    noc: { scopes: ['*:read', 'schema:read'], sources: { '*': 'all' } },
    tenant: { scopes: READS },
    composer: { scopes: ['schema:read'] },
    router: { scopes: ['schema:read', 'active:read', 'sources:read'], sources: { 'mor-demo': { customers: ['3'] } } },
  },
  tenants: {
    acme: { 'mor-demo': { customers: ['2'] } },
    globex: { 'mor-demo': { customers: ['3', '4'] } },
  },
})

const tokenFor = (issuer: string, roles: readonly string[], tenant?: string): Promise<string> =>
  signToken(issuer, signingKey, {
    claims: { roles, ...(tenant === undefined ? {} : { customer_id: tenant }) },
    nowMs: NOON,
  })

interface Company {
  readonly stack: Stack
  readonly crm: Crm
  readonly url: string
  readonly gateway: CompanyGateway
  /** Headers of users. */
  readonly noc: string
  readonly acme: string
  readonly globex: string
}

/** Closed when the test ends. */
async function openCompany(
  start: typeof startApolloGateway,
  forUser: RouterCredentials['forUser'],
  router: string | null = ROUTER,
): Promise<Company> {
  const { issuer } = await startIdentityProvider(signingKey)
  const [stack, crm] = await Promise.all([
    startStack({ vendors: ['mor'], access: accessOf(issuer) }),
    startCrmOfPeople(),
  ])
  onTestFinished(async () => {
    await stack.close()
    await crm.close()
  })
  const tokenOf = async (roles: readonly string[], tenant?: string) => `Bearer ${await tokenFor(issuer, roles, tenant)}`
  const [noc, acme, globex] = await Promise.all([
    tokenOf(['noc']),
    tokenOf(['tenant'], 'acme'),
    tokenOf(['tenant'], 'globex'),
  ])
  const url = `${stack.url}/graphql`
  const gateway = await start(
    [
      { name: 'trunkline', url },
      { name: 'crm', url: crm.url },
    ],
    { router: router ?? undefined, forUser },
  )
  onTestFinished(() => gateway.close())
  return { stack, crm, url, gateway, noc, acme, globex }
}

const ACTIVE = `{ activeCalls(first: 1000) {
  nodes { id caller { e164 } callee { e164 } customer { id } mor { userId destinationUserId } }
  totalCount
} }`

interface ActiveCall {
  readonly id: string
  readonly caller: { readonly e164: string | null }
  readonly mor: { readonly userId: string | null; readonly destinationUserId: string | null } | null
}

const callsIn = ({ data }: Answer): readonly ActiveCall[] => {
  const { activeCalls }: { activeCalls?: { readonly nodes: readonly ActiveCall[] } | null } = data ?? {}
  return activeCalls?.nodes ?? []
}
const idsIn = (answer: Answer): readonly string[] => callsIn(answer).map(({ id }) => id)

const isOf =
  (...customers: readonly string[]) =>
  ({ mor }: ActiveCall): boolean =>
    customers.includes(mor?.userId ?? '') || customers.includes(mor?.destinationUserId ?? '')

/** What Trunkline itself answers to a user. */
const askDirectly = ({ url }: Company, document: string, authorization: string, variables: object = {}) =>
  ask(url, document, variables, { authorization })

const codesIn = ({ errors = [] }: Answer): readonly unknown[] =>
  errors.map(({ message, extensions }) => JSON.stringify([message, extensions]))

describe.each([
  ['Apollo', startApolloGateway],
  ['Hive', startHiveGateway],
] as const)("behind %s's gateway", (_, start) => {
  describe("that passes the user's token on", () => {
    const open = () => openCompany(start, (authorization) => authorization)

    test('everybody sees their own rows, the same as at Trunkline itself, in whatever order they send their queries', async () => {
      const company = await open()
      const { gateway, noc, acme, globex } = company
      const all = await askDirectly(company, ACTIVE, noc)
      const expected = new Map([
        [noc, callsIn(all)],
        [acme, callsIn(all).filter(isOf('2'))],
        [globex, callsIn(all).filter(isOf('3', '4'))],
      ])
      for (const calls of expected.values()) expect(calls.length).toBeGreaterThan(0)
      for (const user of [acme, noc, globex, acme, noc, globex]) {
        const answer = await gateway.query(ACTIVE, {}, user)
        expect(answer.errors).toBeUndefined()
        expect(idsIn(answer)).toEqual(expected.get(user)?.map(({ id }) => id))
        expect(answer.data).toEqual((await askDirectly(company, ACTIVE, user)).data)
      }
    })

    test('the same query of several users at once is answered for each of them', async () => {
      const company = await open()
      const { gateway, noc, acme, globex } = company
      const users = [noc, acme, globex, acme, noc, globex, acme, noc]
      const answers = await Promise.all(users.map((user) => gateway.query(ACTIVE, {}, user)))
      for (const [at, user] of users.entries())
        expect(answers[at]?.data).toEqual((await askDirectly(company, ACTIVE, user)).data)
      expect(new Set(answers.map((answer) => JSON.stringify(answer.data))).size).toBe(3)
    })

    test('entities lead a tenant to its own rows only: numbers, customers, and records by id', async () => {
      const company = await open()
      const { gateway, crm, noc, acme } = company
      const all = callsIn(await askDirectly(company, ACTIVE, noc))
      const [foreign] = all.filter((call) => !isOf('2')(call) && call.caller.e164 !== null)
      const [own] = all.filter((call) => isOf('2')(call) && call.caller.e164 !== null)
      if (foreign === undefined || own === undefined) throw new Error('the world has no such calls')
      crm.people.push({ name: 'Asta', numbers: [own.caller.e164 ?? '', foreign.caller.e164 ?? ''] })
      const people = '{ people { name numbers { number activeCalls(first: 100) { nodes { id } } } } }'
      const seen = JSON.stringify(await gateway.query(people, {}, acme))
      expect(seen).toContain(own.id)
      expect(seen).not.toContain(foreign.id)
      expect(JSON.stringify(await gateway.query(people, {}, noc))).toContain(foreign.id)
      const node = 'query ($id: ID!) { node(id: $id) { id } }'
      expect((await gateway.query(node, { id: foreign.id }, noc)).data).toEqual({ node: { id: foreign.id } })
      expect((await gateway.query(node, { id: foreign.id }, acme)).data).toEqual({ node: null })
      expect((await gateway.query(node, { id: own.id }, acme)).data).toEqual({ node: { id: own.id } })
    })

    test('a user without a token, or with a wrong one, sees nothing of Trunkline', async () => {
      const { gateway, noc } = await open()
      await gateway.query(ACTIVE, {}, noc)
      for (const user of [undefined, 'Bearer a.b.c', `${noc}x`]) {
        const answer = await gateway.query(ACTIVE, {}, user)
        expect(idsIn(answer)).toEqual([])
        expect(codesIn(answer).join()).toMatch(/401|UNAUTHENTICATED/)
      }
    })
  })

  test('with its own key, every user sees what its role sees, and no more', async () => {
    const company = await openCompany(start, () => ROUTER)
    const { gateway, noc, acme } = company
    const own = await askDirectly(company, ACTIVE, ROUTER)
    expect(callsIn(own).length).toBeGreaterThan(0)
    expect(callsIn(own).every(isOf('3'))).toBe(true)
    for (const user of [noc, acme, undefined]) expect((await gateway.query(ACTIVE, {}, user)).data).toEqual(own.data)
    const sessions = await gateway.query('{ sessions(first: 5) { nodes { id } } }', {}, noc)
    expect(JSON.stringify(sessions.data ?? null)).not.toContain('"id"')
  })

  test('without a key, it cannot read the schema of Trunkline', async () => {
    await expect(openCompany(start, undefined, null)).rejects.toThrow()
  })
})

test('the schema for composers is given to a key with schema:read alone, and to nobody without it', async () => {
  const { issuer } = await startIdentityProvider(signingKey)
  const stack = await startStack({ vendors: ['mor'], access: accessOf(issuer) })
  onTestFinished(() => stack.close())
  const SDL = '{ _service { sdl } }'
  const askAs = (headers: Readonly<Record<string, string>>, document = SDL) =>
    ask(`${stack.url}/graphql`, document, {}, headers)
  const composer = { authorization: `Bearer ${composerKey.key}` }
  const tenant = { authorization: `Bearer ${await tokenFor(issuer, ['tenant'], 'acme')}` }
  for (let time = 0; time < 2; time++) {
    expect(JSON.stringify((await askAs(composer)).data)).toContain('type ActiveCall')
    expect(await askAs(composer, ACTIVE)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
    expect(await askAs(tenant)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
    expect(await askAs({})).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  }
})
