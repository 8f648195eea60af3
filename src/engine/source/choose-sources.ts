import { badInput } from './bad-input.js'
import type { Source } from './source.js'

export function requireSource(sources: readonly Source[], name: string): Source {
  const found = sources.find((source) => source.name === name)
  if (found !== undefined) return found
  const known = sources.map((source) => `"${source.name}"`).join(', ')
  throw badInput('sources', `there is no source ${JSON.stringify(name)}; there are ${known}`)
}

/**
 * The sources that a client names; all when it names none.
 * @throws GraphQLError BAD_USER_INPUT for a name that is not configured.
 */
export function chooseSources(all: readonly Source[], names: readonly string[] | null | undefined): readonly Source[] {
  if (names === null || names === undefined) return all
  if (names.length === 0) throw badInput('sources', 'must name at least one source, or be left out for all')
  return [...new Set(names)].map((name) => requireSource(all, name))
}
