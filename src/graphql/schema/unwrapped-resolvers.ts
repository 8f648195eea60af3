import type { GraphQLFieldResolver, GraphQLObjectType, GraphQLSchema } from 'graphql'
import { type BuildSchemaOptions, buildSchemaSync, getMetadataStorage } from 'type-graphql'

// type-graphql copies arguments and sources into instances of their classes for every call of a resolver, which takes a
// quarter of the throughput of a page with links. Resolvers here read both as plain data, and there is no validation,
// authorization or middleware; so their methods are called directly. This reads metadata that type-graphql does not document:
// its version is pinned in package.json, and the gateway does not start when the metadata differs from what is expected here.

type Metadata = ReturnType<typeof getMetadataStorage>
type ResolverMetadata = Metadata['queries'][number] | Metadata['fieldResolvers'][number]
type Parameter = NonNullable<ResolverMetadata['params']>[number]
type Arguments = Readonly<Record<string, unknown>>
type Resolve = GraphQLFieldResolver<unknown, unknown, Arguments>
type ReadParameter = (...given: Parameters<Resolve>) => unknown

/** Options of type-graphql that do not change how resolvers are called. */
const KNOWN_OPTIONS: ReadonlySet<string> = new Set(['resolvers', 'orphanedTypes', 'skipCheck', 'validate', 'pubSub'])

/** The metadata of a resolver in type-graphql; a property that is not listed may change how it is called. */
const KNOWN_PROPERTIES: ReadonlySet<string> = new Set([
  ...['kind', 'methodName', 'schemaName', 'target', 'params', 'roles', 'middlewares', 'resolverClassMetadata'],
  ...['getReturnType', 'returnTypeOptions', 'getType', 'typeOptions', 'getObjectType'],
  ...['description', 'deprecationReason', 'complexity', 'directives', 'extensions'],
])

/** What a subscription has in addition. With `subscribe`, type-graphql does not use the others. */
const KNOWN_OF_SUBSCRIPTIONS: ReadonlySet<string> = new Set(['subscribe', 'topics', 'topicId', 'filter'])

const STORES = [
  'queries',
  'mutations',
  'subscriptions',
  'fieldResolvers',
  'objectTypes',
  'interfaceTypes',
  'argumentTypes',
] as const

const mismatch = (what: string): Error =>
  new Error(`type-graphql is not as unwrapped-resolvers.ts expects it (was its version changed?): ${what}`)

/**
 * Builds a schema whose resolvers may be called without type-graphql.
 * @throws Error for options that change how resolvers are called, such as middlewares, an auth checker, validation or a
 *   container: they would have no effect.
 */
export function buildUnwrappableSchema(options: BuildSchemaOptions): GraphQLSchema {
  const others = Object.entries(options)
    .filter(
      ([name, value]) => value !== undefined && (name === 'validate' ? value !== false : !KNOWN_OPTIONS.has(name)),
    )
    .map(([name]) => name)
  if (others.length > 0)
    throw new Error(
      `The schema is built with ${others.join(', ')}, which would not be used: unwrapped-resolvers.ts calls resolvers directly`,
    )
  return buildSchemaSync(options)
}

/** Finds the methods behind the fields of a graph that type-graphql has built. */
export class DirectResolvers {
  readonly #metadata = getMetadataStorage()
  readonly #instances = new Map<unknown, object>()

  /** @throws Error when the metadata does not have the expected form. */
  constructor() {
    for (const name of STORES)
      if (!Array.isArray(Reflect.get(this.#metadata, name))) throw mismatch(`there is no list of ${name}`)
  }

  /**
   * @returns null for a field whose resolver does more than call a method: the resolver of type-graphql is used.
   * @throws Error when the metadata of the field is not as expected.
   */
  of(type: GraphQLObjectType, field: string): Resolve | null {
    const place = `${type.name}.${field}`
    const found = this.#find(type, field, place)
    const read = [...(found.params ?? [])]
      .sort((a, b) => a.index - b.index)
      .map((parameter) => this.#readerOf(parameter, place))
    const instance = this.#instanceOf(found.target)
    const method: unknown = Reflect.get(instance, found.methodName)
    if (typeof method !== 'function') throw mismatch(`${place} has no method ${found.methodName}`)
    const readers = read.filter((reader) => reader !== null)
    if (readers.length < read.length || (found.middlewares ?? []).length > 0 || found.roles !== undefined) return null
    return (source, args, context, info) => {
      const parameters: unknown[] = []
      for (const reader of readers) parameters.push(reader(source, args, context, info))
      return Reflect.apply(method, instance, parameters)
    }
  }

  #find(type: GraphQLObjectType, field: string, place: string): ResolverMetadata {
    const [found, ...others] = this.#candidates(type).filter(({ schemaName }) => schemaName === field)
    if (found === undefined) throw mismatch(`${place} has a resolver, and no metadata`)
    if (others.length > 0) throw mismatch(`${place} has several resolvers`)
    const isKnown = (name: string) =>
      KNOWN_PROPERTIES.has(name) || (type.name === 'Subscription' && KNOWN_OF_SUBSCRIPTIONS.has(name))
    const unknown = Object.keys(found).filter((name) => !isKnown(name))
    if (unknown.length > 0) throw mismatch(`${place} has ${unknown.join(', ')}`)
    const { target, params, middlewares }: { target: unknown; params?: unknown; middlewares?: unknown } = found
    if (typeof target !== 'function') throw mismatch(`${place} is of no class`)
    if (!Array.isArray(params) || !Array.isArray(middlewares))
      throw mismatch(`${place} has no list of parameters or of middlewares`)
    return found
  }

  #candidates(type: GraphQLObjectType): readonly ResolverMetadata[] {
    const { queries, mutations, subscriptions, fieldResolvers, objectTypes, interfaceTypes } = this.#metadata
    if (type.name === 'Query') return queries
    if (type.name === 'Mutation') return mutations
    if (type.name === 'Subscription') return subscriptions
    const names = new Set([type.name, ...type.getInterfaces().map(({ name }) => name)])
    const classes = new Set<unknown>(
      [...objectTypes, ...interfaceTypes].filter(({ name }) => names.has(name)).map(({ target }) => target),
    )
    return fieldResolvers.filter(({ kind, getObjectType }) => kind === 'external' && classes.has(getObjectType?.()))
  }

  #readerOf(parameter: Parameter, place: string): ReadParameter | null {
    switch (parameter.kind) {
      case 'root':
        return parameter.propertyName === undefined ? (source) => source : null
      case 'context':
        return parameter.propertyName === undefined ? (_source, _args, context) => context : null
      case 'info':
        return (_source, _args, _context, info) => info
      case 'arg':
        return isChecked(parameter) ? null : (_source, args) => args[parameter.name]
      case 'args': {
        if (isChecked(parameter)) return null
        const fields = this.#metadata.argumentTypes.find(({ target }) => target === parameter.getType())?.fields
        if (fields === undefined) throw mismatch(`${place} has arguments of no known class`)
        const names = fields.map(({ name }) => name)
        // By identity: the same arguments yield the same picked object, for all records of a list and for repeated requests.
        const picked = new WeakMap<Arguments, Arguments>()
        const pick = (args: Arguments) =>
          Object.fromEntries(names.flatMap((name) => (args[name] === undefined ? [] : [[name, args[name]]])))
        return (_source, args) => {
          const known = picked.get(args) ?? pick(args)
          picked.set(args, known)
          return known
        }
      }
      case 'custom':
      case 'pubSub':
        return null
      default:
        throw mismatch(`${place} has a parameter of the kind ${String(Reflect.get(parameter, 'kind'))}`)
    }
  }

  #instanceOf(target: ResolverMetadata['target']): object {
    const known: object = this.#instances.get(target) ?? Reflect.construct(target, [])
    this.#instances.set(target, known)
    return known
  }
}

/** Whether an argument is validated before the method gets it. */
const isChecked = ({ validateFn, validateSettings }: Extract<Parameter, { kind: 'arg' | 'args' }>): boolean =>
  validateFn !== undefined || (validateSettings !== undefined && validateSettings !== false)
