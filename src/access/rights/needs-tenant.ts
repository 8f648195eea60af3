import { isSourceScope } from './scopes.js'
import type { RoleSettings } from './settings.js'

/** Whether a role means nothing without a tenant: it concerns rows, and names no sources of its own. */
export const needsTenant = ({ sources, scopes }: Pick<RoleSettings, 'sources' | 'scopes'>): boolean =>
  sources === undefined && scopes.some(isSourceScope)
