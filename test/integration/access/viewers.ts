// A gate that admits the viewer that a request names: tests of what is shown need no sign-in. To be used in place of the
// real one: vi.mock('../../../src/access/gate.js', () => import('./viewers.js')).

import type { Admitted, Gate, GateParts } from '../../../src/access/gate.js'
import { type Access, createAccess } from '../../../src/access/rights/access.js'
import type { Coverage } from '../../../src/access/rights/grants.js'
import { LOCAL_PRINCIPAL, unrestrictedAccess } from '../../../src/access/rights/rights.js'
import { isScope, SCOPE_NAMES, type Scope } from '../../../src/access/rights/scopes.js'
import type { GraphAnswer, Stack } from '../../support/stack.js'

/** What a viewer may do: scopes, and by source all rows or those of some customers. */
export interface Viewer {
  readonly scopes: readonly Scope[]
  readonly sources: Readonly<Record<string, 'all' | readonly string[]>>
}

/** Every scope that shows rows, and explain. */
export const EVERY_SCOPE: readonly Scope[] = SCOPE_NAMES.filter((name) => name !== 'sip:credentials')

const HEADER = 'x-viewer'

export function createGate({ sources }: GateParts): Gate {
  const known = new Map<string, Access>([['', unrestrictedAccess(sources)]])
  const accessOf = (text: string): Access => {
    const access = known.get(text) ?? toAccess(text, sources)
    known.set(text, access)
    return access
  }
  return {
    start: () => undefined,
    logIn: null,
    admit({ rawHeaders }): Admitted {
      const at = rawHeaders.findIndex((name) => name.toLowerCase() === HEADER)
      const text = at < 0 ? '' : (rawHeaders[at + 1] ?? '')
      return { ok: true, principal: { ...LOCAL_PRINCIPAL, id: text }, access: accessOf(text), limits: {} }
    },
    close: async () => undefined,
  }
}

function toAccess(text: string, all: readonly string[]): Access {
  const { scopes, sources }: { scopes: string[]; sources: Record<string, 'all' | string[]> } = JSON.parse(text)
  const coverage = Object.entries(sources).map(([name, given]): [string, Coverage] => [
    name,
    given === 'all' ? 'all' : new Set(given),
  ])
  return createAccess([{ scopes: new Set(scopes.filter(isScope)), sources: new Map(coverage), mask: 0 }], all)
}

/** Sends an operation as a viewer; as the administrator unless one is given. */
export const askAs = (
  stack: Pick<Stack, 'query'>,
  viewer: Viewer | null,
  document: string,
  variables: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphAnswer> =>
  stack.query(document, variables, { ...headers, ...(viewer === null ? {} : { [HEADER]: JSON.stringify(viewer) }) })
