import type { Access } from './access.js'
import { NOTHING } from './grants.js'
import { SOURCE_SCOPES } from './scopes.js'

/** Whether somebody has any right on a source: to all others, there is no such source. */
export const seesSource = (access: Access, source: string): boolean =>
  SOURCE_SCOPES.some((scope) => access.rightsTo(scope, source) !== NOTHING)
