import type { RunningSimulators } from '../simulator/demo.js'

/** Roles and tenants for the demo, as a configuration would have them. */
export interface DemoRights {
  readonly roles: Readonly<Record<string, unknown>>
  readonly tenants: Readonly<Record<string, unknown>>
}

/** Which customers of the simulated world belong to which tenant. */
const TENANTS = { acme: [0, 1, 2], globex: [3, 4] } as const

const ALL = { '*': 'all' } as const

const ROLES = {
  noc: { scopes: ['active:read', 'stats:read', 'sources:read'], sources: ALL },
  support: {
    scopes: ['calls:read', 'sessions:read', 'active:read', 'accounts:read', 'trace:read', 'sources:read'],
    sources: ALL,
    mask: ['phone'],
  },
  fraud: { scopes: ['*:read', 'control:disconnect'], sources: ALL, rate: { disconnects: '10/m' } },
  tenant: {
    scopes: ['calls:read', 'sessions:read', 'active:read', 'accounts:read', 'sources:read'],
    mask: ['ip', 'notes', 'routing'],
    rate: { cost: '1000000/m', concurrent: 4 },
  },
} as const

/** The example roles, and tenants whose customers are those of the simulators. */
export const demoRights = ({ customersOf }: Pick<RunningSimulators, 'customersOf'>): DemoRights => ({
  roles: ROLES,
  tenants: Object.fromEntries(
    Object.entries(TENANTS).map(([name, indexes]) => [
      name,
      Object.fromEntries(Object.entries(customersOf(indexes)).map(([source, customers]) => [source, { customers }])),
    ]),
  ),
})

/** Who somebody is in the demo. */
export interface DemoPrincipal {
  readonly name: string
  readonly roles: readonly string[]
  readonly tenant: string | null
}

/** The names that the demo can be shown as. */
export const DEMO_NAMES: readonly string[] = [
  ...Object.keys(ROLES).filter((name) => name !== 'tenant'),
  ...Object.keys(TENANTS),
]

/** The principal of a role or tenant of the demo. */
export const demoPrincipal = (name: string): DemoPrincipal =>
  Object.hasOwn(TENANTS, name) ? { name, roles: ['tenant'], tenant: name } : { name, roles: [name], tenant: null }
