import { invalidCredential } from '../rights/refusal.js'
import type { Authenticated, Authentication } from './authentication.js'
import type { PresentedCertificate } from './credentials.js'
import type { Assignment, ProxySettings } from './settings.js'

// Principals whom the configuration names: users of a proxy, and client certificates.

function principalsOf(
  kind: 'proxy' | 'certificate',
  assigned: Readonly<Record<string, Assignment>>,
): ReadonlyMap<string, Authenticated> {
  return new Map(
    Object.entries(assigned).map(([name, { roles, tenant }]) => [
      name,
      {
        ok: true,
        principal: {
          kind,
          name,
          id: `${kind}:${name}`,
          roles,
          tenant: tenant ?? null,
          credentialId: null,
          expiresAtMs: null,
        },
      },
    ]),
  )
}

const NOT_TRUSTED = invalidCredential('the header of the proxy was not sent by a trusted proxy')

/** Checks the user whom a proxy names. Only a trusted proxy is believed. */
export function proxyUserChecker(
  proxy: Pick<ProxySettings, 'roles'>,
  isTrusted: (address: string) => boolean,
): (user: string, address: string) => Authentication {
  const known = principalsOf('proxy', proxy.roles)
  return (user, address) => {
    if (!isTrusted(address)) return NOT_TRUSTED
    // Signed in, and without a role: rights refuse it, as they refuse a token without one.
    return known.get(user) ?? strangerOf(user)
  }
}

const strangerOf = (user: string): Authenticated => ({
  ok: true,
  principal: {
    kind: 'proxy',
    name: user,
    id: `proxy:${user}`,
    roles: [],
    tenant: null,
    credentialId: null,
    expiresAtMs: null,
  },
})

const NOT_AUTHORIZED = invalidCredential('the client certificate is not signed by a trusted authority')
const NOT_ONE_URI = invalidCredential('the client certificate must have exactly one URI as subject alternative name')
const NOT_KNOWN = invalidCredential('the client certificate is not known here')

/** Checks client certificates, by the one URI that they were issued for, as SPIFFE does. */
export function certificateChecker(
  certificates: Readonly<Record<string, Assignment>>,
): (certificate: PresentedCertificate) => Authentication {
  const known = principalsOf('certificate', certificates)
  return ({ isAuthorized, subjectAltName }) => {
    if (!isAuthorized) return NOT_AUTHORIZED
    const [uri, second] = urisIn(subjectAltName)
    if (uri === undefined || second !== undefined) return NOT_ONE_URI
    return known.get(uri) ?? NOT_KNOWN
  }
}

/** One name: its kind, and its value, which Node writes as JSON text where it holds a comma, a quote or the like. */
const NAME = /(?:^|, )([^:,"]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?=, |$)/gy

/** The URIs of a subject alternative name. What does not read as Node writes it has none. */
export function urisIn(subjectAltName: string): readonly string[] {
  const names = [...subjectAltName.matchAll(NAME)]
  if (names.reduce((length, [text]) => length + text.length, 0) !== subjectAltName.length) return []
  return names.flatMap(([, kind, value = '']) => (kind === 'URI' ? [unquote(value)] : []))
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value
  const text: unknown = JSON.parse(value)
  return typeof text === 'string' ? text : ''
}
