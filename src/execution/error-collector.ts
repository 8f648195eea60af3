import { type ExecutionResult, GraphQLError, type GraphQLResolveInfo } from 'graphql'

type Path = GraphQLResolveInfo['path']

/** A hundred thousand records may each have an error: formatting them all would take seconds, and nobody reads them. */
const MOST_ERRORS = 1000

/** The errors that an answer tells of. */
export class ErrorCollector {
  readonly #errors: GraphQLError[] = []
  #leftOut = 0
  readonly #nulled = new Set<Path | undefined>()

  /**
   * Keeps an error that made a place null, unless what it stands in is null already.
   * @param path of that place; undefined for the whole answer.
   */
  add(error: GraphQLError, path: Path | undefined): void {
    for (let place = path; place !== undefined; place = place.prev) if (this.#nulled.has(place)) return
    if (this.#nulled.has(undefined)) return
    this.#nulled.add(path)
    if (this.#errors.length < MOST_ERRORS) this.#errors.push(error)
    else this.#leftOut++
  }

  /** The answer, with what went wrong in it. */
  beside(data: Record<string, unknown>): ExecutionResult {
    return this.#errors.length === 0 ? { data } : { errors: this.#all(), data }
  }

  /** The answer that is null as a whole. */
  instead(error: GraphQLError): ExecutionResult {
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
