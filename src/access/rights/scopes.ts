import type { ListName } from '../../../adapters/contract.js'

// Every right that a role can grant. One table: the configuration, the checks and the directives of the graph read it.

interface ScopeEntry {
  /**
   * rows: what it shows depends on the source and the customer. control: so does what it changes.
   * gateway: it concerns the gateway as a whole, and no row.
   */
  readonly about: 'rows' | 'control' | 'gateway'
  /** What it allows, as the documentation says it. */
  readonly allows: string
}

export const SCOPES = {
  'calls:read': { about: 'rows', allows: 'lists, nodes and links of calls' },
  'sessions:read': { about: 'rows', allows: 'lists, nodes and links of sessions' },
  'active:read': { about: 'rows', allows: 'calls in progress' },
  'accounts:read': { about: 'rows', allows: 'SIP accounts, without their passwords' },
  'customers:read': { about: 'rows', allows: 'customers, with their balances' },
  'stats:read': { about: 'rows', allows: 'statistics of calls in progress, and of calls that have ended' },
  'sources:read': { about: 'rows', allows: 'the state of the sources' },
  'trace:read': { about: 'rows', allows: 'every record of one call' },
  'costs:read': { about: 'rows', allows: 'what others than the customer pay for a call: cost, charges and carrier' },
  'sip:credentials': { about: 'rows', allows: 'passwords of SIP accounts' },
  'pii:full': { about: 'rows', allows: 'personal data without any mask' },
  explain: { about: 'rows', allows: 'how an answer was made: vendor requests and plans' },
  'control:disconnect': { about: 'control', allows: 'ending one call' },
  'control:disconnect-bulk': { about: 'control', allows: 'ending many calls by one action' },
  'control:make': { about: 'control', allows: 'placing calls' },
  'schema:read': { about: 'gateway', allows: 'introspection of the graph' },
  'metrics:read': { about: 'gateway', allows: 'Prometheus metrics, which count every source' },
} as const satisfies Record<string, ScopeEntry>

export type Scope = keyof typeof SCOPES
type ScopeAbout<About> = { [Name in Scope]: (typeof SCOPES)[Name]['about'] extends About ? Name : never }[Scope]
/** A right that is limited to sources and customers. */
export type SourceScope = ScopeAbout<'rows' | 'control'>
/** A right that concerns the gateway as a whole. */
export type GatewayScope = ScopeAbout<'gateway'>

export const isScope = (name: string): name is Scope => Object.hasOwn(SCOPES, name)
export const isSourceScope = (scope: Scope): scope is SourceScope => SCOPES[scope].about !== 'gateway'
export const isGatewayScope = (scope: Scope): scope is GatewayScope => SCOPES[scope].about === 'gateway'

export const SCOPE_NAMES: readonly Scope[] = Object.keys(SCOPES).filter(isScope)
export const SOURCE_SCOPES: readonly SourceScope[] = SCOPE_NAMES.filter(isSourceScope)

/**
 * In the configuration: every scope that reads rows. What concerns the gateway as a whole is written out, and so is what
 * calls cost the operator: a tenant that reads all of its rows need not see that.
 */
export const EVERY_READ = '*:read'
const READS = SCOPE_NAMES.filter((scope) => scope.endsWith(':read') && isSourceScope(scope) && scope !== 'costs:read')

/** The scopes that a name in the configuration stands for. */
export const scopesNamed = (name: Scope | typeof EVERY_READ): readonly Scope[] => (name === EVERY_READ ? READS : [name])

/** Which right it takes to read a list. */
export const SCOPE_OF_LIST = {
  calls: 'calls:read',
  sessions: 'sessions:read',
  sipAccounts: 'accounts:read',
  activeCalls: 'active:read',
  customers: 'customers:read',
} as const satisfies Record<ListName, SourceScope>
