import type { ExecutionResult, GraphQLError, GraphQLResolveInfo } from 'graphql'

type Path = GraphQLResolveInfo['path']

/** The errors that an answer tells of. */
export class ToldErrors {
  readonly #errors: GraphQLError[] = []
  readonly #nulled = new Set<Path | undefined>()

  /**
   * Keeps an error that made a place null, unless what it stands in is null already.
   * @param path of that place; undefined for the whole answer.
   */
  add(error: GraphQLError, path: Path | undefined): void {
    for (let place = path; place !== undefined; place = place.prev) if (this.#nulled.has(place)) return
    if (this.#nulled.has(undefined)) return
    this.#nulled.add(path)
    this.#errors.push(error)
  }

  /** The answer, with what went wrong in it. */
  beside(data: Record<string, unknown>): ExecutionResult {
    return this.#errors.length === 0 ? { data } : { errors: this.#errors, data }
  }

  /** The answer that is null as a whole. */
  instead(error: GraphQLError): ExecutionResult {
    this.add(error, undefined)
    return { errors: this.#errors, data: null }
  }
}
