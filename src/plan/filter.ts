import type { AnyList, Pushdown, PushdownRule } from '../../adapters/contract.js'

/** One condition of a filter, with nested ones by dotted path: `portasip.connectionId`. */
export interface Condition {
  readonly path: string
  readonly value: unknown
}

/** Conditions whose value is an object, and not a group of conditions. */
const OBJECT_VALUES: ReadonlySet<string> = new Set(['balanceBelow'])

const isNested = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The conditions of a filter, sorted by path. Null and missing mean "any". */
export function conditionsOf(filter: object): readonly Condition[] {
  const conditions: Condition[] = []
  collect(filter, '', conditions)
  return conditions.length < 2 ? conditions : conditions.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function collect(filter: object, prefix: string, into: Condition[]): void {
  for (const [key, value] of Object.entries(filter)) {
    if (value === null || value === undefined) continue
    if (isNested(value) && !OBJECT_VALUES.has(key)) collect(value, `${prefix}${key}.`, into)
    else into.push({ path: `${prefix}${key}`, value })
  }
}

/** Conditions put together to a filter again. */
export function filterOf(conditions: readonly Condition[]): Record<string, unknown> {
  const filter: Record<string, unknown> = {}
  for (const { path, value } of conditions) {
    const [outer = '', inner] = path.split('.')
    if (inner === undefined) filter[outer] = value
    else {
      const nested = filter[outer]
      filter[outer] = { ...(isNested(nested) ? nested : {}), [inner]: value }
    }
  }
  return filter
}

export interface SplitFilter {
  /** What the vendor is asked to apply. */
  readonly pushed: object
  readonly pushedPaths: readonly string[]
  /** What the gateway checks on every row: all that the vendor does not apply exactly. */
  readonly residual: readonly Condition[]
  /** What neither can apply; when there is any, the source has nothing to contribute. */
  readonly unsupported: readonly string[]
}

const resolve = (rule: PushdownRule | undefined, value: unknown): Pushdown =>
  rule === undefined ? 'unsupported' : typeof rule === 'function' ? rule(value) : rule

/** Divides a filter between a vendor and the gateway, by the vendor's declaration. */
export function splitFilter(declaration: Pick<AnyList, 'pushdown'>, filter: object): SplitFilter {
  const decided = conditionsOf(filter).map((condition) => ({
    condition,
    how: resolve(declaration.pushdown[condition.path], condition.value),
  }))
  const those = (...kinds: Pushdown[]) =>
    decided.filter(({ how }) => kinds.includes(how)).map(({ condition }) => condition)
  const pushed = those('exact', 'superset')
  return {
    pushed: filterOf(pushed),
    pushedPaths: pushed.map(({ path }) => path),
    residual: those('superset', 'none'),
    unsupported: those('unsupported').map(({ path }) => path),
  }
}
