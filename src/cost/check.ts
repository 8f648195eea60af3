import type { Cost, Place } from './estimate.js'
import type { CostLimits } from './limits.js'
import { OperationTooCostly } from './too-costly.js'

/** Estimated lists, before batching, for each list that may be read: hundreds are often one vendor request. */
const UNBATCHED_LISTS_PER_LIST = 10

/**
 * Compares an estimate with what is allowed.
 * @returns the error that refuses the operation; null when the cost is within the limits.
 */
export function checkCost(cost: Cost, limits: CostLimits, maxPageSize: number): OperationTooCostly | null {
  const checks = [
    ['representations', cost.representations, maxPageSize, 'references to entities at once'],
    ['records', cost.records, limits.records, 'records in its answer'],
    ['lists', cost.lists, limits.lists * UNBATCHED_LISTS_PER_LIST, 'lists, even where they are read together'],
    ['bytes', cost.bytes, limits.bytes, 'bytes of answer'],
  ] as const
  for (const [limit, estimated, allowed, what] of checks) {
    if (estimated <= allowed) continue
    const actual = Math.min(estimated, Number.MAX_SAFE_INTEGER)
    const advice = limit === 'representations' ? 'Ask for fewer at once.' : adviceAt(cost.place, allowed / actual)
    return new OperationTooCostly(
      `${limit}: the operation may have ${actual} ${what}; at most ${allowed} are allowed. ${advice}`,
      { limit, allowed, actual },
    )
  }
  return null
}

/** @param share the allowed part of the estimate, between 0 and 1. */
function adviceAt(place: Place | null, share: number): string {
  if (place === null) return 'Select fewer fields.'
  const { path, size, argument } = place
  const where = `At ${path.join('.')}, ${argument === 'first' || argument === 'last' ? 'the page size' : argument} is ${size}`
  const enough = Math.floor(size * share)
  return enough < 1
    ? `${where}: ask for far fewer there, and in the lists around it.`
    : argument === 'first' || argument === 'last'
      ? `${where}: ${argument}: ${enough} would do.`
      : `${where} long: ${enough} would do.`
}
