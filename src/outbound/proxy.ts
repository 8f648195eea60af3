import { Secret } from '../../adapters/values/secret.js'

/** An HTTP proxy that connections go through. */
export interface HttpProxy {
  /** Scheme, host and port: `http://proxy.example.net:3128`. */
  readonly origin: string
  /** Sent with the Basic scheme; absent: no credentials are sent. */
  readonly credentials?: { readonly username: string; readonly password: Secret }
  /** The authorities, in PEM format, to trust for the certificate of an https proxy instead of the default ones. */
  readonly ca?: string
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/** `proxy.example.net:3128`, for people. */
export function hostAndPort(origin: string): string {
  const { hostname, port, protocol } = new URL(origin)
  return `${hostname}:${port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port}`
}

/**
 * Reads the URL of a proxy; a user name and password in it are its credentials.
 * @throws Error, which quotes nothing of the text, when it is not one.
 */
export function parseProxyUrl(text: string): HttpProxy {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new Error('must be an http or https URL such as http://proxy.example.net:3128')
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new Error('must have a scheme, host and port only, without a path')
  const { origin, username, password } = url
  if (username === '' && password === '') return { origin }
  return { origin, credentials: { username: decode(username), password: new Secret(decode(password)) } }
}

/** Curl and others decode the parts of a URL; a password with a bare % is what was meant. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The value of `Proxy-Authorization`; null: nothing is sent. */
export const authorizationFor = ({ credentials }: HttpProxy): string | null =>
  credentials === undefined
    ? null
    : `Basic ${Buffer.from(`${credentials.username}:${credentials.password.reveal()}`).toString('base64')}`

/** Whether two settings mean the same proxy, passwords included, which deep equality does not see. */
export const isSameProxy = (one: HttpProxy | undefined, other: HttpProxy | undefined): boolean =>
  one?.origin === other?.origin &&
  one?.ca === other?.ca &&
  one?.credentials?.username === other?.credentials?.username &&
  one?.credentials?.password.reveal() === other?.credentials?.password.reveal()
