// Trunkline as a subgraph by itself: its schema for composers, and how it resolves references to its entities.

import { type DirectiveNode, Kind, type ObjectTypeDefinitionNode, parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, sdlOf, startTrunkline, type Trunkline } from './subgraphs.js'

let trunkline: Trunkline
let types: ReadonlyMap<string, ObjectTypeDefinitionNode>
beforeAll(async () => {
  trunkline = await startTrunkline()
  const definitions = parse(await sdlOf(trunkline.url)).definitions
  types = new Map(
    definitions.flatMap((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? [[node.name.value, node]] : [])),
  )
})
afterAll(() => trunkline.close())

const directivesOf = (typeName: string): readonly DirectiveNode[] => types.get(typeName)?.directives ?? []
const argumentOf = ({ arguments: given = [] }: DirectiveNode, name: string): unknown => {
  const value = given.find((argument) => argument.name.value === name)?.value
  return value?.kind === Kind.STRING ? value.value : undefined
}
const keysOf = (typeName: string): unknown[] =>
  directivesOf(typeName).flatMap((directive) =>
    directive.name.value === 'key' ? [argumentOf(directive, 'fields')] : [],
  )

describe('the directives that a composer reads', () => {
  test('make an entity of every node, by its id', () => {
    const nodes = [...types.values()].filter(({ interfaces = [] }) =>
      interfaces.some(({ name }) => name.value === 'Node'),
    )
    const names = nodes.map(({ name }) => name.value)
    expect(names.sort()).toEqual(['ActiveCall', 'Call', 'Customer', 'Session', 'SipAccount'])
    for (const name of names) expect(keysOf(name), name).toEqual(['id'])
  })

  test('make an entity of a source by its name, and of a phone number by itself', () => {
    expect({ Source: keysOf('Source'), PhoneNumber: keysOf('PhoneNumber') }).toEqual({
      Source: ['name'],
      PhoneNumber: ['number'],
    })
  })

  test('let other subgraphs have the same page info', () => {
    expect(directivesOf('PageInfo').map(({ name }) => name.value)).toEqual(['shareable'])
  })

  test('are linked by their version of the specification', async () => {
    const sdl = await sdlOf(trunkline.url)
    expect(sdl).toMatch(/extend schema\s+@link\(url: "https:\/\/specs\.apollo\.dev\/federation\/v2\.\d+", import: /)
    expect(sdl).toContain('import: ["@key", "@shareable"]')
  })
})

const ENTITIES = `query Entities($of: [_Any!]!) {
  _entities(representations: $of) {
    __typename
    ... on Node { id }
    ... on Source { name vendor }
    ... on PhoneNumber { number country }
    ... on CallRecord { nativeId source { name } }
    ... on Customer { customerNativeId: nativeId source { name } }
    ... on SipAccount { accountNativeId: nativeId source { name } }
  }
}`
const resolve = (...of: readonly object[]) => ask(trunkline.url, ENTITIES, { of })

/** The first record of each list that has one, as another subgraph would refer to it. */
async function references(): Promise<readonly { readonly __typename: string; readonly id: string }[]> {
  const one = '(first: 1, sources: ["telecomx-demo"]) { nodes { __typename id } }'
  const { data } = await ask(
    trunkline.url,
    `{ sessions${one} calls${one} activeCalls${one}
       sipAccounts(first: 1) { nodes { __typename id customer { __typename id } } } }`,
  )
  const found: { __typename: string; id: string }[] = []
  JSON.stringify(data, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'id' in value && '__typename' in value)
      found.push({ __typename: String(value.__typename), id: String(value.id) })
    return value
  })
  return found
}

describe('references', () => {
  test('become the entities that they name, in their order', async () => {
    const known = await references()
    expect(known.map(({ __typename }) => __typename)).toEqual([
      'Session',
      'Call',
      'ActiveCall',
      'SipAccount',
      'Customer',
    ])
    const reversed = [...known].reverse()
    const { data, errors } = await resolve(...reversed)
    expect(errors).toBeUndefined()
    expect(data?.['_entities']).toEqual(reversed.map((reference) => expect.objectContaining(reference)))
  })

  test('of one request are requested once each', async () => {
    const [session] = await references()
    if (session === undefined) throw new Error('there is no session')
    const host = trunkline.simulators.hosts['telecomx-demo']
    const before = host?.requests.length ?? 0
    const { data } = await resolve(session, session, session)
    expect(data?.['_entities']).toHaveLength(3)
    expect((host?.requests.length ?? 0) - before).toBe(1)
  })

  test('to records that do not exist are null, and do not affect their neighbours', async () => {
    const [session] = await references()
    const gone = Buffer.from('s:telecomx-demo:nowhere@192.0.2.1').toString('base64url')
    const stranger = Buffer.from('s:elsewhere:1').toString('base64url')
    const ofAnotherType = Buffer.from('u:telecomx-demo:1').toString('base64url')
    const ids = [gone, stranger, ofAnotherType, 'nonsense', '']
    const { data, errors } = await resolve(...ids.map((id) => ({ __typename: 'Session', id })), session ?? {})
    expect(errors).toBeUndefined()
    expect(data?.['_entities']).toEqual([null, null, null, null, null, expect.objectContaining(session)])
  })

  test('to sources and phone numbers cost nothing', async () => {
    const received = () => Object.values(trunkline.simulators.hosts).map(({ requests }) => requests.length)
    const before = received()
    const { data, errors } = await resolve(
      { __typename: 'Source', name: 'mor-demo' },
      { __typename: 'Source', name: 'nowhere' },
      { __typename: 'PhoneNumber', number: '+4570305050' },
    )
    expect(errors).toBeUndefined()
    expect(data?.['_entities']).toEqual([
      { __typename: 'Source', name: 'mor-demo', vendor: 'mor' },
      null,
      { __typename: 'PhoneNumber', number: '+4570305050', country: 'DK' },
    ])
    expect(received()).toEqual(before)
  })

  test('to a source that is down are separate errors, and do not affect their neighbours', async () => {
    const known = await references()
    const [session, customer] = [known[0], known.at(-1)]
    const host = trunkline.simulators.hosts['telecomx-demo']
    host?.setFaults({ down: true })
    const { data, errors } = await resolve(session ?? {}, customer ?? {}).finally(() => host?.setFaults({}))
    expect(data?.['_entities']).toEqual([null, expect.objectContaining(customer)])
    expect(errors).toMatchObject([
      { path: ['_entities', 0], extensions: { code: 'UNREACHABLE', source: 'telecomx-demo' } },
    ])
  })
})
