import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { Logger } from 'pino'
import { type AccessSettings, type Admission, createGate, type Gate, type GateParts } from '../access/gate.js'
import type { Access } from '../access/rights/access.js'
import type { Scope } from '../access/rights/scopes.js'
import type { RateLimits } from '../access/rights/settings.js'
import type { Presented, PresentedCertificate } from '../access/sign-in/credentials.js'
import type { Configuration } from '../config/schema.js'
import type { Identify } from '../server/http/client.js'
import type { ExplorerSignIn } from '../server/http/explorer-page.js'
import type { Refusal } from '../server/http/refusal.js'
import type { Exchange, RequestStep } from '../server/pipeline/step.js'

// Who sends a request: connects the gate of src/access to the pipeline of the server.

interface GateOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly logger: Logger
  /** Scopes that nobody has where nobody signs in. */
  readonly withheld: readonly Scope[]
  /** Whom everybody counts as where nobody signs in. */
  readonly actAs: GateParts['actAs']
  /** What sessions of browsers are sealed with: the first one seals, all of them open. */
  readonly cursorKeys: readonly string[]
  /** The gate of the configuration before. */
  readonly former: Gate | undefined
}

/** Where the configuration does not say how to sign in, the gateway listens on this machine only. */
const NO_SIGN_IN: AccessSettings = { auth: 'none', roles: {}, tenants: {} }

/** Creates the gate of a configuration. Its `start` must be called. */
export function openGate(
  { access, server, sources, proxies }: Configuration,
  { now, logger, withheld, actAs, cursorKeys, former }: GateOptions,
): Gate {
  return createGate({
    settings: access ?? NO_SIGN_IN,
    sources: sources.map(({ name }) => name),
    trustedProxies: server.trustedProxies?.addresses ?? [],
    proxies,
    now,
    report: ({ issuer, error }) => {
      const reason = error instanceof Error ? error.message : String(error)
      logger.warn({ type: 'issuer-keys', issuer, reason }, 'the keys of an issuer of tokens could not be read')
    },
    reportLogIn: ({ outcome, principalId: principal, reason }) => {
      const line = { type: 'log-in', outcome, principal, ...(reason === null ? {} : { reason }) }
      if (reason === null) logger.info(line, 'a browser has logged in or out')
      else logger.warn(line, 'a browser could not log in')
    },
    isTls: server.tls !== undefined,
    sessionSecrets: cursorKeys,
    former,
    withheld,
    actAs,
  })
}

/** The headers, in lower case, that hold the credentials of clients; none where nobody signs in. */
export function credentialHeadersOf(access: AccessSettings | null): readonly string[] {
  if (access === null || access.auth === 'none') return []
  const { proxy, oidc } = access.auth
  const cookie = oidc === undefined ? undefined : 'cookie'
  const names = ['authorization', 'x-api-key', proxy?.userHeader, proxy?.assertionHeader, cookie]
  return names.flatMap((name) => name?.toLowerCase() ?? [])
}

/** How somebody signs in, for the explorer page. */
export const explorerSignInOf = (access: AccessSettings | null): ExplorerSignIn => ({
  isRequired: access !== null && access.auth !== 'none',
  canLogIn: access !== null && access.auth !== 'none' && access.auth.oidc !== undefined,
})

/** The step that identifies the sender of a request, before anything is answered. */
export function signInStep(gate: Gate, identify: Identify): RequestStep<never> {
  const certificates = new Certificates()
  const presentedBy = ({ rawHeaders, headers, socket }: IncomingMessage): Presented => {
    const address = socket.remoteAddress ?? ''
    return {
      rawHeaders,
      address,
      clientAddress: () => identify(headers, address).address,
      certificate: socket instanceof TLSSocket ? certificates.of(socket) : null,
    }
  }
  return {
    name: 'sign-in',
    onRequest(exchange) {
      if (exchange.isPublic) return null
      const admission = gate.admit(presentedBy(exchange.request))
      return 'then' in admission ? admission.then((settled) => attach(exchange, settled)) : attach(exchange, admission)
    },
  }
}

/** Client certificates by connection: reading one takes time, and it does not change. */
class Certificates {
  readonly #known = new WeakMap<TLSSocket, PresentedCertificate | null>()

  of(socket: TLSSocket): PresentedCertificate | null {
    const known = this.#known.get(socket)
    if (known !== undefined) return known
    const certificate = socket.getPeerX509Certificate()
    const presented =
      certificate === undefined
        ? null
        : { isAuthorized: socket.authorized, subjectAltName: certificate.subjectAltName ?? '' }
    this.#known.set(socket, presented)
    return presented
  }
}

/** Also by the limits of one operation: what exceeds those of one principal may be answered for another. */
const sharingKeyOf = ({ fingerprint }: Access, { operations }: RateLimits): string =>
  operations === undefined ? fingerprint : `${fingerprint} ${JSON.stringify(operations)}`

function attach(exchange: Exchange, admission: Admission): Refusal | null {
  if (admission.ok) {
    const { principal, access, limits } = admission
    exchange.principal = { sharingKey: sharingKeyOf(access, limits), id: principal.id, principal, access, limits }
    return null
  }
  const { status, code, message } = admission
  return {
    status,
    code,
    message,
    headers: headersOf(admission),
    ...('principalId' in admission ? { principalId: admission.principalId } : {}),
  }
}

function headersOf(refusal: Exclude<Admission, { ok: true }>): Readonly<Record<string, string>> {
  if ('wwwAuthenticate' in refusal) return { 'www-authenticate': refusal.wwwAuthenticate }
  if ('retryAfterS' in refusal) return { 'retry-after': String(refusal.retryAfterS) }
  return {}
}
