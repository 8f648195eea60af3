import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { Admission, Gate } from '../access/gate.js'
import type { PresentedCertificate } from '../access/sign-in/credentials.js'
import type { Refusal } from '../server/http/refusal.js'
import type { Exchange, RequestStep } from '../server/pipeline/step.js'

/** The step that finds out who sends a request, before anything is answered. */
export const signInStep = (gate: Gate): RequestStep<never> => ({
  name: 'sign-in',
  onRequest(exchange) {
    if (isProbe(exchange.request)) return null
    const admission = gate.admit(presentedBy(exchange.request))
    return 'then' in admission ? admission.then((settled) => attach(exchange, settled)) : attach(exchange, admission)
  },
})

/** Health probes have no credentials, and answers that say nothing about anybody. */
const isProbe = ({ url }: IncomingMessage): boolean => url === '/livez' || url === '/readyz'

const presentedBy = ({ rawHeaders, socket }: IncomingMessage) => ({
  rawHeaders,
  address: socket.remoteAddress ?? '',
  certificate: socket instanceof TLSSocket ? certificateOf(socket) : null,
})

function certificateOf(socket: TLSSocket): PresentedCertificate | null {
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) return null
  return { isAuthorized: socket.authorized, subjectAltName: certificate.subjectAltName ?? '' }
}

function attach(exchange: Exchange, admission: Admission): Refusal | null {
  if (admission.ok) {
    const { principal, access, limits } = admission
    exchange.principal = { sharingKey: access.fingerprint, id: principal.id, principal, access, limits }
    return null
  }
  const { status, code, message } = admission
  return { status, code, message, headers: headersOf(admission) }
}

function headersOf(refusal: Exclude<Admission, { ok: true }>): Readonly<Record<string, string>> {
  if ('wwwAuthenticate' in refusal) return { 'www-authenticate': refusal.wwwAuthenticate }
  if ('retryAfterS' in refusal) return { 'retry-after': String(refusal.retryAfterS) }
  return {}
}
