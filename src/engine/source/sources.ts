import type { Access } from '../../access/rights/access.js'
import { badInput } from './bad-input.js'
import type { Source } from './source.js'

/** The configured sources, found by name. */
export class Sources {
  readonly #byName: ReadonlyMap<string, Source>
  readonly #visible = new WeakMap<Access, Map<string, Sources>>()

  /** @param all in the order of the configuration; their names are different. */
  constructor(readonly all: readonly Source[]) {
    this.#byName = new Map(all.map((source) => [source.name, source]))
  }

  find(name: string): Source | undefined {
    return this.#byName.get(name)
  }

  /**
   * The source that a client names.
   * @param argument where the client names it, for the error.
   * @throws GraphQLError BAD_USER_INPUT for a name that is not configured.
   */
  require(name: string, argument: string): Source {
    const found = this.find(name)
    if (found !== undefined) return found
    const known = this.all.map((source) => `"${source.name}"`).join(', ')
    throw badInput(argument, `there is no source ${JSON.stringify(name)}; there are ${known}`)
  }

  /**
   * The sources that a client names, in its order and each once; all when it names none.
   * @throws GraphQLError BAD_USER_INPUT for a name that is not configured.
   */
  choose(names: readonly string[] | null | undefined): readonly Source[] {
    if (names === null || names === undefined) return this.all
    if (names.length === 0) throw badInput('sources', 'must name at least one source, or be left out for all')
    return [...new Set(names)].map((name) => this.require(name, 'sources'))
  }

  /**
   * The sources that somebody's rights leave; all for who may see everything.
   * @param what by which `isVisible` decides: what is chosen by it is kept as long as the rights are.
   */
  visibleTo(access: Access, what: string, isVisible: (source: Source) => boolean): Sources {
    if (access.isUnrestricted) return this
    const known = this.#visible.get(access) ?? new Map<string, Sources>()
    this.#visible.set(access, known)
    const visible = known.get(what) ?? new Sources(this.all.filter(isVisible))
    known.set(what, visible)
    return visible
  }
}
