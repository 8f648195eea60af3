// Runs a plan: resolvers are called, promises awaited, errors located, nulls propagated as the specification has it.

import {
  getArgumentValues,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  isObjectType,
  locatedError,
  responsePathAsArray,
} from 'graphql'
import type { OperationParts, Variables } from './collect.js'
import type { FieldPlan, ObjectPlan, ValuePlan } from './plan.js'
import { isIterable, isPromise, readProperty, serialize } from './values.js'

type Path = GraphQLResolveInfo['path']
type Made = Record<string, unknown>
/** What graphql 17 adds, which a library declares for all versions; graphql-js 16 itself leaves it out, too. */
type OfLaterVersion = 'getAbortSignal' | 'getAsyncHelpers'

/** One execution of an operation. */
export class Run {
  readonly errors: GraphQLError[] = []
  readonly #nulled = new Set<Path | undefined>()
  /** A list's records have the same arguments. */
  readonly #arguments = new Map<FieldPlan, Readonly<Record<string, unknown>>>()

  constructor(
    private readonly parts: OperationParts,
    private readonly variables: Variables,
    private readonly context: unknown,
  ) {}

  /** Makes the answer's object of what a resolver gave. Throws where the object as a whole cannot be. */
  object(plan: ObjectPlan, source: unknown, path: Path | undefined): Made | Promise<Made> {
    const made = readPlain(plan, source)
    return made === null ? this.#fill({}, plan.fields, source, path) : this.#fill(made, plan.resolved, source, path)
  }

  #fill(made: Made, fields: readonly FieldPlan[], source: unknown, path: Path | undefined): Made | Promise<Made> {
    if (fields.length === 0) return made
    const pending: Promise<void>[] = []
    try {
      for (const field of fields) {
        const value = this.#field(field, source, { prev: path, key: field.key, typename: field.parentType.name })
        made[field.key] = null
        if (isPromise(value)) pending.push(value.then((settled) => void (made[field.key] = settled)))
        else made[field.key] = value
      }
    } catch (error) {
      if (pending.length === 0) throw error
      // What is under way may still hold errors of its own.
      return Promise.allSettled(pending).then(() => {
        throw error
      })
    }
    return pending.length === 0 ? made : Promise.all(pending).then(() => made)
  }

  #field(field: FieldPlan, source: unknown, path: Path): unknown {
    const fail = (raw: unknown) => this.#fail(raw, field, path, field.value.nonNull)
    try {
      const value = this.#make(field.value, field, this.#resolve(field, source, path), path)
      return isPromise(value) ? value.then(undefined, fail) : value
    } catch (raw) {
      return fail(raw)
    }
  }

  #resolve(field: FieldPlan, source: unknown, path: Path): unknown {
    const { definition, resolve, nodes, parentType } = field
    if (definition === null) return parentType.name
    if (resolve === null) return readProperty(source, definition.name)
    let args = this.#arguments.get(field)
    if (args === undefined) this.#arguments.set(field, (args = getArgumentValues(definition, nodes[0], this.variables)))
    return resolve(source, args, this.context, this.#info(field, path))
  }

  #info({ definition, nodes, parentType }: FieldPlan, path: Path): GraphQLResolveInfo {
    const { schema, fragments, operation } = this.parts
    if (definition === null) throw new Error('__typename is not resolved')
    const info: Omit<GraphQLResolveInfo, OfLaterVersion> = {
      fieldName: definition.name,
      fieldNodes: nodes,
      returnType: definition.type,
      parentType,
      path,
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues: this.variables,
    }
    return info as GraphQLResolveInfo
  }

  /** Records an error at the nearest place that may be null: here, or further up. */
  #fail(raw: unknown, { nodes }: FieldPlan, path: Path, nonNull: boolean): null {
    const error = locatedError(raw, nodes, responsePathAsArray(path))
    if (nonNull) throw error
    this.record(error, path)
    return null
  }

  /** Keeps an error that made a place null, unless what it stands in is null already. */
  record(error: GraphQLError, path: Path | undefined): void {
    for (let place = path; place !== undefined; place = place.prev) if (this.#nulled.has(place)) return
    if (this.#nulled.has(undefined)) return
    this.#nulled.add(path)
    this.errors.push(error)
  }

  #make(plan: ValuePlan, field: FieldPlan, value: unknown, path: Path): unknown {
    if (isPromise(value)) return value.then((settled) => this.#make(plan, field, settled, path))
    if (value instanceof Error) throw value
    if (value === null || value === undefined) {
      if (plan.nonNull) throw new Error(`Cannot return null for non-nullable field ${nameOf(field)}.`)
      return null
    }
    switch (plan.kind) {
      case 'leaf':
        return serialize(plan.type, value)
      case 'list':
        return this.#list(plan.of, field, value, path)
      case 'object':
        return this.object(plan.object, value, path)
      case 'abstract': {
        const info = this.#info(field, path)
        const named = plan.type.resolveType?.(value, this.context, info, plan.type)
        if (isPromise(named)) return named.then((name) => this.object(plan.objectOf(this.#possible(plan, field, name)), value, path))
        return this.object(plan.objectOf(this.#possible(plan, field, named)), value, path)
      }
    }
  }

  #possible({ type }: Extract<ValuePlan, { kind: 'abstract' }>, field: FieldPlan, name: unknown): GraphQLObjectType {
    const { schema } = this.parts
    if (typeof name !== 'string')
      throw new GraphQLError(
        `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${nameOf(field)}". Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      )
    const named = schema.getType(name)
    if (named === undefined)
      throw new GraphQLError(`Abstract type "${type.name}" was resolved to a type "${name}" that does not exist inside the schema.`)
    if (!isObjectType(named) || !schema.isSubType(type, named))
      throw new GraphQLError(`Runtime Object type "${name}" is not a possible type for "${type.name}".`)
    return named
  }

  #list(of: ValuePlan, field: FieldPlan, value: unknown, path: Path): unknown {
    if (!isIterable(value))
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(field)}".`)
    const pending: Promise<unknown>[] = []
    const make = (item: unknown, at: number): unknown => {
      const itemPath = { prev: path, key: at, typename: undefined }
      const fail = (raw: unknown) => this.#fail(raw, field, itemPath, of.nonNull)
      try {
        const completed = this.#make(of, field, item, itemPath)
        if (!isPromise(completed)) return completed
        const awaited = completed.then(undefined, fail)
        pending.push(awaited)
        return awaited
      } catch (raw) {
        return fail(raw)
      }
    }
    try {
      const made = Array.from(value, make)
      return pending.length > 0 ? Promise.all(made) : made
    } catch (error) {
      // Nobody waits for the others any more: a rejection that nobody hears would end the process.
      for (const awaited of pending) awaited.catch(() => undefined)
      throw error
    }
  }
}

function readPlain(plan: ObjectPlan, source: unknown): Made | null {
  try {
    return plan.read(source)
  } catch {
    // Whatever it was, reading field by field tells where.
    return null
  }
}

const nameOf = ({ parentType, definition }: FieldPlan): string => `${parentType.name}.${definition?.name ?? '__typename'}`
