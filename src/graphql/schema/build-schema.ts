import 'reflect-metadata'
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph'
import { printSchemaWithDirectives } from '@graphql-tools/utils'
import {
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  parse,
  printSchema,
} from 'graphql'
import { toE164 } from '../../../adapters/values/phone-number.js'
import { ActiveCall } from '../../../schema/active-call.js'
import { Call } from '../../../schema/call.js'
import { Session } from '../../../schema/session.js'
import { CallRecord, type Typed } from '../../../schema/shapes.js'
import { SipAccount } from '../../../schema/sip-account.js'
import { parseGlobalId } from '../../engine/source/global-id.js'
import type { GraphContext } from '../context.js'
import { CallStatsResolver } from '../resolvers/call-stats-resolver.js'
import { ControlResolver } from '../resolvers/control-resolver.js'
import { CustomerResolver } from '../resolvers/customer-resolver.js'
import {
  ActiveCallLinks,
  CallLinks,
  CustomerLinks,
  SessionLinks,
  SipAccountLinks,
  TraceResolver,
} from '../resolvers/link-resolver.js'
import { ListResolver } from '../resolvers/list-resolver.js'
import { LiveResolver } from '../resolvers/live-resolver.js'
import { NodeResolver } from '../resolvers/node-resolver.js'
import {
  PartyResolver,
  PhoneNumberResolver,
  SipAccountNumbersResolver,
  toPhoneNumber,
} from '../resolvers/number-resolver.js'
import { SipAccountResolver } from '../resolvers/sip-account-resolver.js'
import { StatsResolver } from '../resolvers/stats-resolver.js'
import { type DirectiveSizes, withCostDirectives } from './cost-directives.js'
import { openIds } from './open-ids.js'
import { withScopeDirectives } from './scope-directives.js'
import { limitTexts } from './text-limits.js'
import { buildUnwrappableSchema, DirectResolvers } from './unwrapped-resolvers.js'

/** What the schema for composers has beside types and keys. */
export interface FederationOptions {
  /** Adds `@cost` and `@listSize`; undefined: it has none. */
  readonly costs?: DirectiveSizes | undefined
  /** Whether it has `@requiresScopes`. */
  readonly scopes?: boolean | undefined
}

const KEYS = ['@key', '@shareable']

/** What is imported of the specification of Federation. */
function linkFor({ costs, scopes }: FederationOptions): string {
  const more = [...(costs === undefined ? [] : ['@cost', '@listSize']), ...(scopes === true ? ['@requiresScopes'] : [])]
  const version = more.length === 0 ? 'v2.5' : 'v2.9'
  const names = [...KEYS, ...more].map((name) => JSON.stringify(name)).join(', ')
  return `extend schema @link(url: "https://specs.apollo.dev/federation/${version}", import: [${names}])`
}

/** The graph as the type-graphql classes describe it. */
function buildGraph(): GraphQLSchema {
  return buildUnwrappableSchema({
    resolvers: [
      ListResolver,
      NodeResolver,
      SipAccountResolver,
      SessionLinks,
      CallLinks,
      ActiveCallLinks,
      SipAccountLinks,
      CustomerLinks,
      CustomerResolver,
      TraceResolver,
      PhoneNumberResolver,
      PartyResolver,
      SipAccountNumbersResolver,
      StatsResolver,
      CallStatsResolver,
      ControlResolver,
      LiveResolver,
    ],
    orphanedTypes: [CallRecord, Call, Session, SipAccount, ActiveCall],
    validate: false,
    // The subgraph library, which runs later, declares the directives of the federation.
    skipCheck: true,
    // type-graphql wants one for any subscription; those here have `subscribe`, and use none.
    pubSub: NO_PUB_SUB,
  })
}

const NO_PUB_SUB = {
  publish(): void {
    throw new Error('subscriptions do not use type-graphql to publish')
  },
  subscribe(): AsyncIterable<unknown> {
    throw new Error('subscriptions do not use type-graphql to subscribe')
  },
}

/** The graph in schema definition language, sorted: the content of `schema/schema.graphql`. */
export const printGraph = (): string => `${printSchema(lexicographicSortSchema(buildGraph()))}\n`

/** The executable graph: a Federation v2 subgraph whose entities are the nodes with an id. */
export function buildGraphSchema(options: FederationOptions = {}): GraphQLSchema {
  const { costs, scopes } = options
  const graph = buildGraph()
  const plain = parse(`${linkFor(options)}\n${printSchemaWithDirectives(graph)}`)
  const costed = costs === undefined ? plain : withCostDirectives(plain, costs)
  const typeDefs = scopes === true ? withScopeDirectives(costed) : costed
  return openIds(limitTexts(buildSubgraphSchema([{ typeDefs, resolvers: resolversOf(graph) }])))
}

/** A plain property of every record. type-graphql adds a resolver for it where an interface has field resolvers. */
const READ_AS_IT_IS = 'id'

/** The resolvers of fields that are not plain properties, in the form that the subgraph library takes. */
function resolversOf(graph: GraphQLSchema): GraphQLResolverMap<GraphContext> {
  const resolvers: GraphQLResolverMap<GraphContext> = {}
  const direct = new DirectResolvers()
  for (const type of Object.values(graph.getTypeMap())) {
    if (type.name.startsWith('__')) continue
    if (isScalarType(type) && !isSpecifiedScalarType(type)) resolvers[type.name] = type
    else if (isAbstractType(type)) resolvers[type.name] = { __resolveType: ({ typeName }: Typed) => typeName }
    else if (isObjectType(type)) {
      const fields = Object.values(type.getFields()).flatMap(({ name, resolve, subscribe }) => {
        if (!resolve || name === READ_AS_IT_IS) return []
        const found = direct.of(type, name) ?? resolve
        return [[name, subscribe ? { resolve: found, subscribe } : found] as const]
      })
      const isNode = type.getInterfaces().some(({ name }) => name === 'Node')
      resolvers[type.name] = { ...Object.fromEntries(fields), ...referenceOf(type.name, isNode) }
    }
  }
  return resolvers
}

/** The key fields by which another graph refers to an entity; unchecked. */
interface Reference {
  readonly id?: unknown
  readonly number?: unknown
  readonly name?: unknown
}
type ResolveReference = (reference: Reference, context: GraphContext) => object | null | Promise<object | null>

/** How another graph's reference to an entity becomes the entity; empty for types that are not entities. */
function referenceOf(typeName: string, isNode: boolean): Record<string, ResolveReference> {
  if (isNode) return { __resolveReference: resolveNode(typeName) }
  if (typeName === 'PhoneNumber') return { __resolveReference: resolvePhoneNumber }
  return typeName === 'Source' ? { __resolveReference: resolveSource } : {}
}

/** References are resolved by the loader, so that those of one request are loaded in batches. */
const resolveNode =
  (typeName: string): ResolveReference =>
  ({ id }, { nodes, openId }) =>
    typeof id === 'string' && parseGlobalId(id)?.type === typeName ? nodes.load(openId(id)) : null

const resolvePhoneNumber: ResolveReference = ({ number }) => {
  const e164 = typeof number === 'string' ? toE164(number) : null
  return e164 === null ? null : toPhoneNumber(e164)
}

const resolveSource: ResolveReference = ({ name }, { engine }) =>
  (typeof name === 'string' ? engine.sources.find(name)?.node : undefined) ?? null
