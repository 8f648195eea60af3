import { Refusal } from './responses.js'

/** One parameter of a query string; null if it is absent or ''. */
export const parameter = (query: URLSearchParams, name: string): string | null => query.get(name) || null

/** A documented boolean; null if it is not set. */
export function booleanParameter(query: URLSearchParams, name: string): boolean | null {
  const text = parameter(query, name)?.toLowerCase()
  return text === undefined ? null : text === 'true' || text === '1'
}

function integerParameter(query: URLSearchParams, name: string, missing: number): number {
  const text = parameter(query, name)
  if (text !== null && !/^\d{1,9}$/.test(text)) throw new Refusal(400, name, `${name} is not a number`)
  return text === null ? missing : Number(text)
}

export interface Slice {
  readonly offset: number
  readonly limit: number
}

const DEFAULT_LIMIT = 100

/** `offset` and `limit`. It is not documented what a larger limit does; the simulator uses the maximum. */
export const sliceOf = (query: URLSearchParams, maxLimit: number, defaultLimit = DEFAULT_LIMIT): Slice => ({
  offset: integerParameter(query, 'offset', 0),
  limit: Math.min(maxLimit, Math.max(1, integerParameter(query, 'limit', defaultLimit))),
})

export const take = <Item>(items: readonly Item[], { offset, limit }: Slice): readonly Item[] =>
  items.slice(offset, offset + limit)
