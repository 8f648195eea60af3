import { type ExecutionResult, GraphQLError, type GraphQLResolveInfo } from 'graphql'

type Path = GraphQLResolveInfo['path']

/** A hundred thousand records may each have an error; formatting all of them would take seconds. */
const MOST_ERRORS = 1000

/** Collects the errors of one result. */
export class ErrorCollector {
  readonly #errors: GraphQLError[] = []
  #leftOut = 0
  readonly #nulled = new Set<Path | undefined>()

  /**
   * Adds an error that made a field or item null, unless a parent is already null.
   * @param path of the field or item; undefined for the whole result.
   */
  add(error: GraphQLError, path: Path | undefined): void {
    for (let place = path; place !== undefined; place = place.prev) if (this.#nulled.has(place)) return
    if (this.#nulled.has(undefined)) return
    this.#nulled.add(path)
    if (this.#errors.length < MOST_ERRORS) this.#errors.push(error)
    else this.#leftOut++
  }

  /** The result with data, and the errors if there are any. */
  withData(data: Record<string, unknown>): ExecutionResult {
    return this.#errors.length === 0 ? { data } : { errors: this.#all(), data }
  }

  /** The result whose data is null as a whole. */
  withoutData(error: GraphQLError): ExecutionResult {
    this.add(error, undefined)
    return { errors: this.#all(), data: null }
  }

  #all(): readonly GraphQLError[] {
    const [first] = this.#errors
    if (this.#leftOut === 0 || first === undefined) return this.#errors
    const { extensions } = first
    return [...this.#errors, new GraphQLError(`${this.#leftOut} further errors are left out`, { extensions })]
  }
}
