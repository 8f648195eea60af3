import {
  defaultTypeResolver,
  type ExecutionResult,
  GraphQLError,
  type GraphQLResolveInfo,
  getArgumentValues,
  locatedError,
  responsePathAsArray,
} from 'graphql'
import type { OperationParts, Variables } from './collect.js'
import { ToldErrors } from './error-collector.js'
import { Branch, Later, ListBranch, ObjectBranch, type Place, type Recovery } from './pending.js'
import { type FieldPlan, nameOf, type ObjectPlan, type ValuePlan } from './plan.js'
import { runtimeType } from './runtime-type.js'
import { isIterable, isPromise, readProperty, serialize } from './values.js'

// Runs a plan: resolvers are called, promises awaited, errors located, nulls propagated as the specification has it.

type Path = GraphQLResolveInfo['path']
type Made = Record<string, unknown>
/** What graphql 17 adds, which a library declares for all versions; graphql-js 16 itself leaves it out, too. */
type OfLaterVersion = 'getAbortSignal' | 'getAsyncHelpers'

/** A list's records have the same arguments, and so has whoever asks the same again. */
export type FieldArguments = Map<FieldPlan, Readonly<Record<string, unknown>>>

/** One execution of an operation. */
export class Run implements Recovery {
  readonly #told = new ToldErrors()

  /** @param given arguments of fields that are known for these variables; others are added. */
  constructor(
    private readonly parts: OperationParts,
    private readonly variables: Variables,
    private readonly given: FieldArguments,
    private readonly context: unknown,
    private readonly rootValue: unknown,
  ) {}

  /** Makes the answer. */
  answer(plan: ObjectPlan): ExecutionResult | Promise<ExecutionResult> {
    // It was located on its way up.
    const fail = (error: unknown): ExecutionResult => this.#told.instead(locatedError(error, undefined))
    try {
      const made = this.#object(plan, this.rootValue, undefined)
      return made instanceof Branch
        ? made.whole().then((data) => this.#told.beside(data), fail)
        : this.#told.beside(made)
    } catch (error) {
      return fail(error)
    }
  }

  /** Makes the answer's object of what a resolver gave. Throws where the object as a whole cannot be. */
  #object(plan: ObjectPlan, source: unknown, path: Path | undefined): Made | Branch<Made> {
    const made = readPlain(plan, source)
    return made === null ? this.#fill({}, plan.fields, source, path) : this.#fill(made, plan.resolved, source, path)
  }

  #fill(made: Made, fields: readonly FieldPlan[], source: unknown, path: Path | undefined): Made | Branch<Made> {
    let branch: Branch<Made> | null = null
    try {
      for (const field of fields) {
        const place = { prev: path, key: field.key, typename: field.parentType.name }
        const value = this.#field(field, source, place)
        made[field.key] = null
        if (value instanceof Later) {
          branch ??= new ObjectBranch(made, this)
          branch.holds(value, { field, path: place, nonNull: field.value.nonNull })
        } else made[field.key] = value
      }
    } catch (error) {
      if (branch === null) throw error
      branch.breaksWhenDone(error)
      return branch
    }
    branch?.begun()
    return branch ?? made
  }

  #field(field: FieldPlan, source: unknown, path: Path): unknown {
    try {
      return this.#make(field.value, field, this.#resolve(field, source, path), path)
    } catch (raw) {
      return this.#fail(raw, field, path, field.value.nonNull)
    }
  }

  #resolve(field: FieldPlan, source: unknown, path: Path): unknown {
    const { definition, resolve, parentType } = field
    if (definition === null) return parentType.name
    if (resolve === null) {
      const property = readProperty(source, definition.name)
      if (typeof property !== 'function') return property
      return Reflect.apply(property, source, [
        this.#arguments(field, definition),
        this.context,
        this.#info(field, path),
      ])
    }
    return resolve(source, this.#arguments(field, definition), this.context, this.#info(field, path))
  }

  #arguments(field: FieldPlan, definition: NonNullable<FieldPlan['definition']>): Readonly<Record<string, unknown>> {
    let args = this.given.get(field)
    if (args === undefined)
      this.given.set(field, (args = getArgumentValues(definition, field.nodes[0], this.variables)))
    return args
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
      rootValue: this.rootValue,
      operation,
      variableValues: this.variables,
    }
    return info as GraphQLResolveInfo
  }

  recover(raw: unknown, { field, path, nonNull }: Place): null {
    return this.#fail(raw, field, path, nonNull)
  }

  /** Records an error at the nearest place that may be null: here, or further up. */
  #fail(raw: unknown, { nodes }: FieldPlan, path: Path, nonNull: boolean): null {
    const error = locatedError(raw, nodes, responsePathAsArray(path))
    if (nonNull) throw error
    this.#told.add(error, path)
    return null
  }

  #make(plan: ValuePlan, field: FieldPlan, value: unknown, path: Path): unknown {
    if (isPromise(value)) return this.#later(value, (settled) => this.#make(plan, field, settled, path))
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
        return this.#object(plan.object, value, path)
      case 'abstract': {
        const make = (name: unknown) =>
          this.#object(plan.objectOf(runtimeType(this.parts.schema, plan.type, nameOf(field), name)), value, path)
        const resolveType = plan.type.resolveType ?? defaultTypeResolver
        const named = resolveType(value, this.context, this.#info(field, fieldPathOf(path)), plan.type)
        return isPromise(named) ? this.#later(named, make) : make(named)
      }
    }
  }

  #list(of: ValuePlan, field: FieldPlan, value: unknown, path: Path): unknown {
    if (!isIterable(value))
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(field)}".`)
    const made: unknown[] = []
    let branch: Branch<unknown[]> | null = null
    try {
      for (const item of value) {
        const itemPath = { prev: path, key: made.length, typename: undefined }
        const completed = this.#item(of, field, item, itemPath)
        if (completed instanceof Later) {
          branch ??= new ListBranch(made, this)
          branch.holds(completed, { field, path: itemPath, nonNull: of.nonNull })
          made.push(null)
        } else made.push(completed)
      }
    } catch (error) {
      branch?.isGivenUp()
      throw error
    }
    branch?.begun()
    return branch ?? made
  }

  #item(of: ValuePlan, field: FieldPlan, item: unknown, path: Path): unknown {
    try {
      return this.#make(of, field, item, path)
    } catch (raw) {
      return this.#fail(raw, field, path, of.nonNull)
    }
  }

  #later(promise: Promise<unknown>, make: (settled: unknown) => unknown): Later {
    const later = new Later(this)
    const settle = (settled: unknown): void => {
      try {
        const value = make(settled)
        if (value instanceof Later) later.givesWayTo(value)
        else later.settle(value)
      } catch (raw) {
        later.fail(raw)
      }
    }
    promise.then(settle, (raw: unknown) => later.fail(raw))
    return later
  }
}

/** The path of the field that an item of a list, or of lists of lists, belongs to. */
function fieldPathOf(path: Path): Path {
  let place = path
  while (typeof place.key === 'number' && place.prev !== undefined) place = place.prev
  return place
}

function readPlain(plan: ObjectPlan, source: unknown): Made | null {
  // The generated code would read the properties of a text as well: its length is no field.
  if (typeof source !== 'object' || source === null) return null
  try {
    return plan.read(source)
  } catch {
    // Whatever it was, reading field by field tells where.
    return null
  }
}
