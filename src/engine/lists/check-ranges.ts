import { badInput } from '../source/bad-input.js'

/** Conditions that are the two ends of one time range. */
const RANGES = [
  ['startedFrom', 'startedTo'],
  ['endedFrom', 'endedTo'],
] as const

/**
 * Checks the time ranges of a filter. A range whose ends are equal is empty, and valid.
 * @throws GraphQLError BAD_USER_INPUT for a range that ends before it begins.
 */
export function checkRanges(filter: object): void {
  for (const [from, to] of RANGES) {
    const [fromMs, toMs]: readonly unknown[] = [Reflect.get(filter, from), Reflect.get(filter, to)]
    if (typeof fromMs === 'number' && typeof toMs === 'number' && fromMs > toMs)
      throw badInput('filter', `${from} is after ${to}: give the earlier time as ${from}, or leave one of them out`)
  }
}
