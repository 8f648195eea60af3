// A gate with its own configuration, and requests that come to it.

import { onTestFinished } from 'vitest'
import {
  type AccessSettings,
  type Admission,
  createGate,
  type Gate,
  type GateParts,
} from '../../../../src/access/gate.js'
import type { Presented } from '../../../../src/access/sign-in/credentials.js'
import { createJsonFetcher } from '../../../../src/access/sign-in/fetch-json.js'
import type { IssuerSettings, SignInSettings } from '../../../../src/access/sign-in/settings.js'

export const SOURCES = ['dk', 'eu', 'lt']

const NO_RATE = { rate: {} } as const

export const RIGHTS: Pick<AccessSettings, 'roles' | 'tenants'> = {
  roles: {
    noc: { scopes: ['active:read', 'stats:read'], sources: { '*': 'all' }, mask: [], ...NO_RATE },
    tenant: { scopes: ['calls:read', 'accounts:read'], mask: ['ip'], ...NO_RATE },
  },
  tenants: { acme: { dk: { customers: ['5f'] }, eu: { customers: ['17', '18'] } } },
}

export const issuerSettings = (issuer: string, more: Partial<IssuerSettings> = {}): IssuerSettings => ({
  issuer,
  audience: ['trunkline'],
  algorithms: ['RS256', 'ES256'],
  tokenType: 'access',
  claims: { roles: 'roles', tenant: 'customer_id' },
  ...more,
})

export const signInSettings = (more: Partial<SignInSettings>): SignInSettings => ({
  jwt: [],
  keys: {},
  certificates: {},
  ...more,
})

export interface OpenGate {
  readonly gate: Gate
  /** The reported failures to read keys of issuers. */
  readonly failures: unknown[]
}

export function openGate(
  auth: Partial<SignInSettings>,
  now: () => number,
  more: Partial<Pick<GateParts, 'trustedProxies'>> & { readonly timeoutMs?: number } = {},
): OpenGate {
  const failures: unknown[] = []
  const { timeoutMs, trustedProxies = [] } = more
  const gate = createGate({
    settings: { auth: signInSettings(auth), ...RIGHTS },
    sources: SOURCES,
    trustedProxies,
    now,
    report: ({ error }) => void failures.push(error),
    ...(timeoutMs === undefined ? {} : { fetcher: createJsonFetcher({ timeoutMs }) }),
  })
  onTestFinished(() => gate.close())
  return { gate, failures }
}

export const request = (
  headers: readonly (readonly [name: string, value: string])[],
  more: Partial<Presented> = {},
): Presented => ({ rawHeaders: headers.flat(), address: '192.0.2.1', certificate: null, ...more })

export const withToken = (token: string): Presented => request([['Authorization', `Bearer ${token}`]])

/** The gate's result for a request, in short: the principal, or the status and the reason. */
export async function ask(gate: Gate, presented: Presented): Promise<string> {
  return inShort(await gate.admit(presented))
}

const inShort = (admission: Admission): string =>
  admission.ok
    ? `${admission.principal.kind} ${admission.principal.name}`
    : `${admission.status} ${admission.code}: ${admission.message}`

/** The same request twice: the second one takes another path, as results may be cached. */
export async function askTwice(gate: Gate, presented: Presented): Promise<readonly string[]> {
  return [await ask(gate, presented), await ask(gate, presented)]
}

export const twice = (answer: string): readonly string[] => [answer, answer]
