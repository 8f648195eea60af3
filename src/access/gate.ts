/*
 * Who asks, and what they may see: the gate that every request passes before anything is answered.
 *
 *     rights/   what somebody may see and do: scopes, grants, masks, the fingerprint. Pure; the engine imports it.
 *     sign-in/  who asks: tokens, keys, users of a proxy, client certificates. Pure, but for reading keys of issuers.
 *     oidc/     log-in of browsers at an OpenID provider, which gives them a session.
 *     gate.ts   both together.
 *
 * Once, where the parts are put together:
 *
 *     const gate = createGate({ settings, sources, trustedProxies, now, report })
 *     gate.start()          // reads the keys of the issuers, and again every ten minutes; does not wait for them
 *     ...
 *     await gate.close()
 *
 * For each request, before any answer, cached ones included:
 *
 *     const admission = gate.admit({
 *       rawHeaders: request.rawHeaders,            // not `headers`, which hide that one was sent twice
 *       address: socket.remoteAddress ?? '',       // not X-Forwarded-For
 *       clientAddress: () => client.address,       // behind a trusted proxy, for limits only
 *       certificate: null,                         // under TLS: { isAuthorized, subjectAltName } of the socket
 *     })
 *     const admitted = 'then' in admission ? await admission : admission      // mostly at once: no promise is made
 *     if (!admitted.ok) return refuse(admitted)    // status, code, message, wwwAuthenticate or retryAfterS
 *     const { principal, access, limits } = admitted
 *
 * and then, for each list of each source:
 *
 *     if (!access.mayRead(source, 'calls')) ...    // nothing is requested
 *     access.customersOf(source, 'calls:read')     // 'all', or the customers to request from the vendor
 *     const rights = access.rightsTo('calls:read', source)
 *     if (rights === EVERYTHING) return rows       // the same object: no cost for those who see everything
 *     const mask = maskOfRow(rights, ownersOf(row))   // null: hidden; else which classes of fields are masked
 *
 * Whole answers may be shared among requests with the same `access.fingerprint`, and only after `admit`. A stream ends at
 * `principal.expiresAtMs`. Rates are counted by `principal.id`.
 */
import { addressList } from '../net/address-list.js'
import type { EnvironmentProxies } from '../outbound/environment-proxies.js'
import { createBrowserLogIn } from './browser-log-in.js'
import type { LogIn, LogInEvent } from './oidc/log-in.js'
import type { Access } from './rights/access.js'
import type { Principal } from './rights/principal.js'
import type { Refusal } from './rights/refusal.js'
import { createRights, LOCAL_PRINCIPAL, type Rights, type RightsOf, unrestrictedAccess } from './rights/rights.js'
import type { RateLimits, RightsSettings } from './rights/settings.js'
import type { Authentication } from './sign-in/authentication.js'
import type { Presented } from './sign-in/credentials.js'
import { createJsonFetcher, fetchKeySet, type JsonFetcher } from './sign-in/fetch-json.js'
import { IssuerKeys, REFRESH_MS } from './sign-in/issuer-keys.js'
import type { IssuerSettings, SignInSettings } from './sign-in/settings.js'
import { createAuthenticate } from './sign-in/sign-in.js'
import { TokenVerifier } from './sign-in/token-verifier.js'

export interface AccessSettings extends RightsSettings {
  /** How to sign in. none: every client is an administrator, as the operator has written. */
  readonly auth: SignInSettings | 'none'
}

export interface Admitted {
  readonly ok: true
  readonly principal: Principal
  readonly access: Access
  readonly limits: RateLimits
}
export type Admission = Admitted | Refusal

export interface Gate {
  /** Reads the keys of the issuers, now and regularly. It does not wait: until they are there, tokens are refused with 503. */
  start(): void
  /** Who asks and what they may do, or the refusal. It never throws, nor does its promise. */
  admit(presented: Presented): Admission | Promise<Admission>
  /** Logs browsers in and out; null: they cannot log in here. */
  readonly logIn: LogIn | null
  /** The keys of issuers, for the gate that replaces this one, so that it need not wait for them. By `keySourceOf`. */
  readonly issuerKeys: ReadonlyMap<string, IssuerKeys>
  close(): Promise<void>
}

export interface GateParts {
  readonly settings: AccessSettings
  /** The names of all configured sources. */
  readonly sources: readonly string[]
  /** Addresses and ranges of the proxies that are believed. */
  readonly trustedProxies: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Called when the keys of an issuer could not be read. */
  readonly report: (event: { readonly issuer: string; readonly error: unknown }) => void
  /** Rights that are withheld where nobody signs in. */
  readonly withheld?: readonly string[]
  /** Whom everybody counts as where nobody signs in; the administrator unless given. */
  readonly actAs?: Pick<Principal, 'name' | 'roles' | 'tenant'> | undefined
  /** Whether the server serves HTTPS itself; it does not unless given. */
  readonly isTls?: boolean
  /** What sessions of browsers are sealed with: the first one seals, all of them open. Absent: they end with the process. */
  readonly sessionSecrets?: readonly string[] | undefined
  /** Called when a browser has logged in or out, or could not. */
  readonly reportLogIn?: (event: LogInEvent) => void
  /** The gate that this one replaces. */
  readonly former?: Pick<Gate, 'issuerKeys'> | undefined
  /** The proxies that issuers and providers are reached through; none unless given. */
  readonly proxies?: EnvironmentProxies
  /** Reads documents of issuers; over HTTP by default. */
  readonly fetcher?: JsonFetcher
}

/** Of the roles of a principal, only those of the configuration count: tokens carry roles of other applications. */
const toAdmissionOf = (principal: Principal, rights: Rights | Refusal): Admission =>
  rights.ok
    ? { ok: true, principal: { ...principal, roles: rights.roles }, access: rights.access, limits: rights.limits }
    : rights.status === 403
      ? { ...rights, principalId: principal.id }
      : rights

export function createGate(parts: GateParts): Gate {
  const { auth } = parts.settings
  return auth === 'none' ? openGate(parts) : signInGate(parts, auth)
}

const admissionAs = (principal: Principal, rightsOf: RightsOf): Admission =>
  toAdmissionOf(principal, rightsOf(principal))

function openGate({ settings, sources, withheld, actAs }: GateParts): Gate {
  const admitted: Admission =
    actAs === undefined
      ? { ok: true, principal: LOCAL_PRINCIPAL, access: unrestrictedAccess(sources, withheld), limits: {} }
      : admissionAs({ ...LOCAL_PRINCIPAL, ...actAs, id: `local:${actAs.name}` }, createRights(settings, sources))
  return {
    start: () => undefined,
    admit: () => admitted,
    logIn: null,
    issuerKeys: new Map(),
    close: async () => undefined,
  }
}

/** What decides which keys an issuer has. */
const keySourceOf = ({ issuer, jwks }: IssuerSettings): string => JSON.stringify([issuer, jwks])

function signInGate(parts: GateParts, settings: SignInSettings): Gate {
  const { settings: all, sources, trustedProxies, now, report, fetcher, proxies } = parts
  const { fetchJson, close } = fetcher ?? createJsonFetcher({ proxies })
  const keysOf = (issuer: IssuerSettings): IssuerKeys =>
    new IssuerKeys(
      {
        fetchKeys: () => fetchKeySet(issuer, fetchJson),
        now,
        onChange: () => tokens.forget(),
        onFailure: (error) => report({ issuer: issuer.issuer, error }),
      },
      parts.former?.issuerKeys.get(keySourceOf(issuer)),
    )
  const issuers = settings.jwt.map((issuer) => ({ settings: issuer, keys: keysOf(issuer) }))
  const tokens = new TokenVerifier(issuers, now)
  const rightsOf = createRights(all, sources)
  const browsers = settings.oidc === undefined ? null : createBrowserLogIn(settings.oidc, parts, rightsOf)
  const authenticate = createAuthenticate({
    settings,
    tokens,
    isTrustedProxy: addressList(trustedProxies),
    now,
    browsers: browsers ?? undefined,
  })
  // A credential that was verified before gives the same object, so that most requests find their rights by identity.
  const admitted = new WeakMap<Principal, Admission>()

  function toAdmission(authentication: Authentication): Admission {
    if (!authentication.ok) return authentication
    const { principal } = authentication
    const known = admitted.get(principal)
    if (known !== undefined) return known
    const rights = rightsOf(principal)
    const admission = toAdmissionOf(principal, rights)
    admitted.set(principal, admission)
    return admission
  }

  const refresh = () => void Promise.all(issuers.map(({ keys }) => keys.refresh()))
  let timer: NodeJS.Timeout | undefined
  return {
    start() {
      refresh()
      timer ??= setInterval(refresh, REFRESH_MS).unref()
    },
    admit(presented) {
      const authentication = authenticate(presented)
      return 'then' in authentication ? authentication.then(toAdmission) : toAdmission(authentication)
    },
    logIn: browsers?.logIn ?? null,
    issuerKeys: new Map(issuers.map((issuer) => [keySourceOf(issuer.settings), issuer.keys])),
    async close() {
      clearInterval(timer)
      await Promise.all([close(), browsers?.close()])
    },
  }
}
