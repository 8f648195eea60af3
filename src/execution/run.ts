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
import { ErrorCollector } from './error-collector.js'
import { ItemCounter, type Meter } from './meter.js'
import { Branch, ListBranch, type ListInMaking, ObjectBranch, Pending, type Place, type Recovery } from './pending.js'
import { type FieldPlan, nameOf, type ObjectPlan, readPlain, type ValuePlan } from './plan.js'
import { fieldPathOf, resolveInfo } from './resolve-info.js'
import { runtimeType } from './runtime-type.js'
import type { Slices } from './slices.js'
import { isIterable, isPromise, readProperty, serialize, setEntry } from './values.js'

// Executes a plan: calls resolvers, awaits promises, locates errors, and propagates nulls as the specification requires.

type Path = GraphQLResolveInfo['path']
type Made = Record<string, unknown>

/** Arguments by field: the records of a list share them, and so do repeated requests with the same variables object. */
export type FieldArguments = Map<FieldPlan, Readonly<Record<string, unknown>>>

/** One execution of an operation. */
export class Run implements Recovery {
  readonly #errors = new ErrorCollector()
  readonly #counter: ItemCounter

  /** @param given the known arguments of fields for these variables; new ones are added. */
  constructor(
    private readonly parts: OperationParts,
    private readonly variables: Variables,
    private readonly given: FieldArguments,
    private readonly context: unknown,
    private readonly slices: Slices,
    private readonly meter: Meter | undefined,
    private readonly rootValue: unknown,
  ) {
    this.#counter = new ItemCounter(slices)
  }

  /** Executes a query. */
  answer(plan: ObjectPlan): ExecutionResult | Promise<ExecutionResult> {
    try {
      const made = this.#object(plan, this.rootValue, undefined)
      return made instanceof Branch ? this.#finish(made.whole()) : this.#errors.withData(made)
    } catch (error) {
      return this.#failed(error)
    }
  }

  /** Executes the root fields one after another, as a mutation requires. */
  answerSerially(plan: ObjectPlan): Promise<ExecutionResult> {
    const made: Made = {}
    const each = async (): Promise<Made> => {
      for (const field of plan.fields) {
        const part = this.#fill({}, [field], undefined, undefined)
        const done = part instanceof Branch ? await part.whole() : part
        setEntry(made, field.key, Reflect.get(done, field.key))
      }
      return made
    }
    return this.#finish(each())
  }

  /** An operation that is stopped returns at once; its queued parts are dropped. */
  #finish(whole: Promise<Made>): Promise<ExecutionResult> {
    return new Promise((resolve) => {
      const fail = (error: unknown): void => resolve(this.#failed(error))
      whole.then((data) => resolve(this.#errors.withData(data)), fail)
      this.slices.onStop(fail)
    })
  }

  // The error was located where it was thrown.
  #failed(error: unknown): ExecutionResult {
    return this.#errors.withoutData(locatedError(error, undefined))
  }

  /** Completes an object from the value of a resolver. @throws where the whole object must be null. */
  #object(plan: ObjectPlan, source: unknown, path: Path | undefined): Made | Branch<Made> {
    const counter = this.#counter
    const made = readPlain(plan, source, counter)
    if (made !== null && counter.records > 0) this.meter?.takeRecords(counter.records)
    return made === null ? this.#fill({}, plan.fields, source, path) : this.#fill(made, plan.resolved, source, path)
  }

  #fill(made: Made, fields: readonly FieldPlan[], source: unknown, path: Path | undefined): Made | Branch<Made> {
    let branch: Branch<Made> | null = null
    try {
      for (const field of fields) {
        const place = { prev: path, key: field.key, typename: field.parentType.name }
        const value = this.#field(field, source, place)
        setEntry(made, field.key, null)
        if (value instanceof Pending) {
          branch ??= new ObjectBranch(made, this)
          branch.holds(value, { field, path: place, nonNull: field.value.nonNull })
        } else setEntry(made, field.key, value)
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

  #info(field: FieldPlan, path: Path): GraphQLResolveInfo {
    return resolveInfo(this.parts, this.variables, field, path, this.rootValue)
  }

  recover(raw: unknown, { field, path, nonNull }: Place): null {
    return this.#fail(raw, field, path, nonNull)
  }

  /** Records an error at the nearest nullable place: here, or in a parent. */
  #fail(raw: unknown, { nodes }: FieldPlan, path: Path, nonNull: boolean): null {
    const error = locatedError(raw, nodes, responsePathAsArray(path))
    if (nonNull) throw error
    this.#errors.add(error, path)
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
    const list: ListInMaking = {
      of,
      field,
      path,
      items: Array.isArray(value) ? value : [...value],
      made: [],
      branch: null,
    }
    if (of.kind !== 'leaf') this.meter?.takeRecords(list.items.length)
    try {
      this.#items(list)
    } catch (error) {
      list.branch?.abandon()
      throw error
    }
    return list.branch ?? list.made
  }

  /** Completes the next items of a list; when the slice is over, the rest is queued. */
  #items(list: ListInMaking): void {
    const { of, field, path, items, made } = list
    const from = made.length
    while (made.length < items.length) {
      // The first one is never queued, so that every slice makes progress.
      if (made.length > from && this.slices.isOver()) return this.#suspend(list)
      const itemPath = { prev: path, key: made.length, typename: undefined }
      const completed = this.#item(of, field, items[made.length], itemPath)
      if (completed instanceof Pending) {
        list.branch ??= new ListBranch(made, this)
        list.branch.holds(completed, { field, path: itemPath, nonNull: of.nonNull })
        made.push(null)
      } else made.push(completed)
    }
    list.branch?.begun()
  }

  #suspend(list: ListInMaking): void {
    const branch = (list.branch ??= new ListBranch(list.made, this))
    this.slices.queue(() => {
      try {
        if (!branch.isOver) this.#items(list)
      } catch (error) {
        branch.breaks(error)
      }
    })
  }

  #item(of: ValuePlan, field: FieldPlan, item: unknown, path: Path): unknown {
    try {
      return this.#make(of, field, item, path)
    } catch (raw) {
      return this.#fail(raw, field, path, of.nonNull)
    }
  }

  #later(promise: Promise<unknown>, make: (settled: unknown) => unknown): Pending {
    const later = new Pending(this)
    const settle = (settled: unknown): void => {
      try {
        const value = make(settled)
        if (value instanceof Pending) later.chainTo(value)
        else later.settle(value)
      } catch (raw) {
        later.fail(raw)
      }
    }
    // Thousands may be settled in one turn of the event loop.
    const inSlice = (step: (outcome: unknown) => void) => (outcome: unknown) => {
      if (this.slices.isOver()) this.slices.queue(() => step(outcome))
      else step(outcome)
    }
    promise.then(
      inSlice(settle),
      inSlice((raw) => later.fail(raw)),
    )
    return later
  }
}
