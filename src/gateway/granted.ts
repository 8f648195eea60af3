import type { Access } from '../access/rights/access.js'
import { EVERYTHING, NOTHING } from '../access/rights/grants.js'
import type { Scope } from '../access/rights/scopes.js'
import type { Configuration } from '../config/schema.js'
import { GUARDED } from '../engine/source/credentials.js'
import type { Scope as GraphScope } from '../graphql/context.js'

// What the gateway as a whole grants, and what one request is granted beyond reading rows.

/** The scopes that nobody has where nobody signs in: a former key of the server grants them. */
export const withheldScopes = ({ scopes }: Configuration['server']): readonly Scope[] =>
  scopes.includes('sip:credentials') ? [] : ['sip:credentials']

/** Whether plans are returned at all: where nobody signs in, a former key of the server decides. */
export const offersPlans = ({ access, server }: Pick<Configuration, 'access' | 'server'>): boolean =>
  access === null || access.auth === 'none' ? server.explain : true

/** Fields that nobody is granted, as `list.field`: the engine asks no vendor for them. */
export function withheldFields({ access, server }: Pick<Configuration, 'access' | 'server'>): ReadonlySet<string> {
  const isGranted =
    access === null || access.auth === 'none'
      ? server.scopes.includes('sip:credentials')
      : Object.values(access.roles).some(({ scopes }) => scopes.includes('sip:credentials'))
  return isGranted ? new Set() : GUARDED
}

interface Named {
  readonly name: string
}

/** Whether somebody may see how answers were made, at any source. */
export const mayExplain = (access: Access, sources: readonly Named[]): boolean =>
  sources.some(({ name }) => access.rightsTo('explain', name) !== NOTHING)

const NONE: ReadonlySet<GraphScope> = new Set()
const CREDENTIALS: ReadonlySet<GraphScope> = new Set(['sip:credentials'])

/** The scopes that count for a whole request: those that hold for every row of every source. */
export const wholeScopes = (access: Access, sources: readonly Named[]): ReadonlySet<GraphScope> =>
  sources.every(({ name }) => access.rightsTo('sip:credentials', name) === EVERYTHING) ? CREDENTIALS : NONE
