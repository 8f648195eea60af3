import { isIP } from 'node:net'
import { addressList } from '../net/address-list.js'
import { parseAddressRange } from '../net/address-range.js'
import { isLoopbackHost } from '../net/loopback.js'
import { type HttpProxy, parseProxyUrl } from './proxy.js'

// The variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in lower or upper case, as curl and Go read them. There is no
// standard. undici's EnvHttpProxyAgent reads only those of the process, and sends even requests to this machine to a proxy.

/** What the environment says about proxies. */
export interface EnvironmentProxies {
  /** For URLs that begin with `http:` and `https:`; undefined: directly. */
  readonly http?: HttpProxy
  readonly https?: HttpProxy
  /** NO_PROXY. */
  readonly except: readonly Exception[]
}

/** One entry of NO_PROXY. */
export interface Exception {
  /** In lower case, without leading or trailing dots; `*` for every host. An address, or a range such as `10.0.0.0/8`. */
  readonly host: string
  /** Whether the host itself is meant, and not only what is below it: `*.example.net` means only names below. */
  readonly itself: boolean
  /** null: every port. */
  readonly port: number | null
}

export const NO_PROXIES: EnvironmentProxies = { except: [] }

type Environment = Readonly<Record<string, string | undefined>>

/** The lower-case name goes first. An empty variable counts as not set: many service files unset a variable this way. */
const valueOf = (environment: Environment, name: string): string | undefined =>
  [environment[name.toLowerCase()], environment[name]].find((value) => value !== undefined && value !== '')

/** Reads the variables. Faults name the variable, and nothing of its value, which may hold a password. */
export function readEnvironmentProxies(environment: Environment): {
  readonly proxies: EnvironmentProxies
  readonly faults: readonly string[]
} {
  const faults: string[] = []
  const read = (name: string): HttpProxy | undefined => {
    const value = valueOf(environment, name)
    if (value === undefined) return undefined
    try {
      // curl and Go accept `proxy.example.net:3128` too.
      return parseProxyUrl(value.includes('://') ? value : `http://${value}`)
    } catch (error) {
      faults.push(`${name} in the environment: ${error instanceof Error ? error.message : 'is not valid'}`)
      return undefined
    }
  }
  const [http, https] = [read('HTTP_PROXY'), read('HTTPS_PROXY')]
  const except = (valueOf(environment, 'NO_PROXY') ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(toException)
  return { proxies: { ...(http && { http }), ...(https && { https }), except }, faults }
}

function toException(entry: string): Exception {
  const [, bracketed, inBrackets] = /^\[(.+)\](?::(\d+))?$/.exec(entry) ?? []
  // More than one colon is an IPv6 address without a port.
  const [, name, inName] = /^([^:]+):(\d+)$/.exec(entry) ?? []
  const host = (bracketed ?? name ?? entry).toLowerCase()
  const port = inBrackets ?? inName
  return {
    host: host === '*' ? host : host.replace(/^\*?\./, '').replace(/\.$/, ''),
    itself: !host.startsWith('*.'),
    port: port === undefined ? null : Number(port),
  }
}

/**
 * The proxy that the environment names for a URL; undefined: none. Requests to this machine never go through one, as with
 * Go: the proxy would connect to its own machine.
 */
export function environmentProxyFor(url: string, proxies: EnvironmentProxies): HttpProxy | undefined {
  const { protocol, hostname, port } = new URL(url)
  const isHttps = protocol === 'https:'
  const proxy = isHttps ? proxies.https : proxies.http
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  const number = port === '' ? (isHttps ? 443 : 80) : Number(port)
  const isExcept = (exception: Exception) =>
    (exception.port === null || exception.port === number) && meansHost(exception, host)
  return proxy === undefined || isLoopbackHost(host) || proxies.except.some(isExcept) ? undefined : proxy
}

function meansHost({ host, itself }: Exception, given: string): boolean {
  if (host === '*' || (itself && host === given)) return true
  if (isIP(given) === 0) return given.endsWith(`.${host}`)
  return parseAddressRange(host) !== null && addressList([host])(given)
}
