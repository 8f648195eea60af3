import { hash } from 'node:crypto'
import type { ListName } from '../../../adapters/contract.js'
import { EVERYTHING, type Grant, NOTHING, type RightsTable, type SourceRights, uniteGrants } from './grants.js'
import { classesIn } from './masks.js'
import {
  type GatewayScope,
  isGatewayScope,
  SCOPE_NAMES,
  SCOPE_OF_LIST,
  SOURCE_SCOPES,
  type SourceScope,
} from './scopes.js'

/** What somebody may see and do. Whatever is not granted is denied. It never changes. */
export interface Access {
  /** SHA-256 of the rights: equal for equal rights, however they were granted. Whole answers are shared by it. */
  readonly fingerprint: string
  /** Whether it reads every row of every source, unmasked. */
  readonly isUnrestricted: boolean
  /** Whether it has a right that concerns the gateway as a whole. */
  may(scope: GatewayScope): boolean
  /**
   * What a scope gives on a source. EVERYTHING and NOTHING are recognised by identity; `maskOfRow` decides for a row.
   */
  rightsTo(scope: SourceScope, source: string): SourceRights
  /** Whether it may read any row of a list of a source. */
  mayRead(source: string, list: ListName): boolean
  /**
   * The customers whose rows a scope shows on a source: what may be requested from the vendor, before rows are checked.
   * Empty: none, and nothing needs to be requested.
   */
  customersOf(source: string, scope: SourceScope): 'all' | ReadonlySet<string>
}

const NOBODY: ReadonlySet<string> = new Set()

/**
 * The union of complete grants.
 * @param sources the names of all configured sources: unrestricted is who reads all of them.
 */
export function createAccess(grants: readonly Grant[], sources: readonly string[]): Access {
  const table = uniteGrants(grants)
  const gateway = new Set(grants.flatMap(({ scopes }) => [...scopes].filter(isGatewayScope)))
  const rightsTo = (scope: SourceScope, source: string): SourceRights => table.get(scope)?.get(source) ?? NOTHING
  const customers = new Map<SourceRights, ReadonlySet<string>>()
  for (const bySource of table.values())
    for (const rights of bySource.values()) customers.set(rights, new Set(rights.customers.keys()))
  const readsAll = READS_OF_ALL.every((scope) => sources.every((source) => rightsTo(scope, source) === EVERYTHING))
  return Object.freeze<Access>({
    fingerprint: fingerprintOf(table, gateway),
    isUnrestricted: readsAll,
    may: (scope) => gateway.has(scope),
    rightsTo,
    mayRead: (source, list) => rightsTo(SCOPE_OF_LIST[list], source) !== NOTHING,
    customersOf(source, scope) {
      const rights = rightsTo(scope, source)
      return rights.everyone === null ? (customers.get(rights) ?? NOBODY) : 'all'
    },
  })
}

/** SIP passwords, explain and costs are apart, as they concern no rows: even administrators often do without them. */
const READS_OF_ALL = SOURCE_SCOPES.filter((scope) => scope.endsWith(':read') && scope !== 'costs:read')

/** Names are sorted by their code units, so that neither locale nor the order of the file matters. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The canonical form, as JSON: its strings cannot run into each other. */
function fingerprintOf(table: RightsTable, gateway: ReadonlySet<GatewayScope>): string {
  const rights = SOURCE_SCOPES.flatMap((scope) =>
    [...(table.get(scope) ?? [])]
      .filter(([, { everyone, customers }]) => everyone !== null || customers.size > 0)
      .sort(([a], [b]) => byText(a, b))
      .map(([source, { everyone, customers }]) => [
        scope,
        source,
        everyone === null ? null : classesIn(everyone),
        [...customers].sort(([a], [b]) => byText(a, b)).map(([customer, mask]) => [customer, classesIn(mask)]),
      ]),
  )
  const form = [
    'trunkline access 1',
    SCOPE_NAMES.filter((scope) => isGatewayScope(scope) && gateway.has(scope)),
    rights,
  ]
  return hash('sha256', JSON.stringify(form), 'base64url')
}
