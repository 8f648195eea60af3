import type { GraphQLFieldResolver, GraphQLObjectType } from 'graphql'
import { getMetadataStorage } from 'type-graphql'

// type-graphql wraps a resolver in four promises, and copies its arguments into instances of their classes. Nothing here
// validates, authorizes or stands in between, and arguments are read as data; so the methods are called as they are.

type Metadata = ReturnType<typeof getMetadataStorage>
type ResolverMetadata = Metadata['queries'][number] | Metadata['fieldResolvers'][number]
type Parameter = NonNullable<ResolverMetadata['params']>[number]
type Arguments = Readonly<Record<string, unknown>>
type Resolve = GraphQLFieldResolver<unknown, unknown, Arguments>
type ReadParameter = (...given: Parameters<Resolve>) => unknown

/** Finds the methods behind the fields of a graph that type-graphql has built. */
export class DirectResolvers {
  readonly #metadata = getMetadataStorage()
  readonly #instances = new Map<unknown, object>()

  /** @returns null for a field whose resolver does more than call a method: it is taken as type-graphql made it. */
  of(type: GraphQLObjectType, field: string): Resolve | null {
    const found = this.#candidates(type).find(({ schemaName }) => schemaName === field)
    if (found === undefined || (found.middlewares ?? []).length > 0 || found.roles !== undefined) return null
    const read = (found.params ?? [])
      .toSorted((a, b) => a.index - b.index)
      .map((parameter) => this.#readerOf(parameter))
    const readers = read.filter((reader) => reader !== null)
    const instance = this.#instanceOf(found.target)
    const method: unknown = Reflect.get(instance, found.methodName)
    if (readers.length < read.length || typeof method !== 'function') return null
    return (source, args, context, info) => {
      const parameters: unknown[] = []
      for (const reader of readers) parameters.push(reader(source, args, context, info))
      return Reflect.apply(method, instance, parameters)
    }
  }

  #candidates(type: GraphQLObjectType): readonly ResolverMetadata[] {
    const { queries, mutations, fieldResolvers, objectTypes, interfaceTypes } = this.#metadata
    if (type.name === 'Query') return queries
    if (type.name === 'Mutation') return mutations
    const names = new Set([type.name, ...type.getInterfaces().map(({ name }) => name)])
    const classes = new Set<unknown>(
      [...objectTypes, ...interfaceTypes].filter(({ name }) => names.has(name)).map(({ target }) => target),
    )
    return fieldResolvers.filter(({ kind, getObjectType }) => kind === 'external' && classes.has(getObjectType?.()))
  }

  #readerOf(parameter: Parameter): ReadParameter | null {
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
        const fields = this.#metadata.argumentTypes.find(({ target }) => target === parameter.getType())?.fields ?? []
        const names = fields.map(({ name }) => name)
        // The records of a list have the same arguments: what is picked of them is the same object for all.
        const picked = new WeakMap<Arguments, Arguments>()
        const pick = (args: Arguments) =>
          Object.fromEntries(names.flatMap((name) => (args[name] === undefined ? [] : [[name, args[name]]])))
        return (_source, args) => {
          const known = picked.get(args) ?? pick(args)
          picked.set(args, known)
          return known
        }
      }
      default:
        return null
    }
  }

  #instanceOf(target: ResolverMetadata['target']): object {
    const known: object = this.#instances.get(target) ?? Reflect.construct(target, [])
    this.#instances.set(target, known)
    return known
  }
}

/** Whether something of its own is to be done with an argument before the method gets it. */
const isChecked = ({ validateFn, validateSettings }: Extract<Parameter, { kind: 'arg' | 'args' }>): boolean =>
  validateFn !== undefined || (validateSettings !== undefined && validateSettings !== false)
