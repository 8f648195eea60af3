import type { Access } from '../access/rights/access.js'
import { NOTHING } from '../access/rights/grants.js'
import type { Scope } from '../access/rights/scopes.js'
import type { Configuration } from '../config/schema.js'

// What the gateway as a whole grants, and what one request is granted beyond reading rows.

/** The scopes that nobody has where nobody signs in: a former key of the server grants them. */
export const withheldScopes = ({ scopes }: Configuration['server']): readonly Scope[] =>
  scopes.includes('sip:credentials') ? [] : ['sip:credentials']

/** Whether plans are returned: where nobody signs in, a former key of the server decides. */
export const offersPlans = ({ access, server }: Pick<Configuration, 'access' | 'server'>): boolean =>
  access === null || access.auth === 'none' ? server.explain : true

interface Named {
  readonly name: string
}

/** Whether somebody may see how answers were made, at any source. */
export const mayExplain = (access: Access, sources: readonly Named[]): boolean =>
  sources.some(({ name }) => access.rightsTo('explain', name) !== NOTHING)
