import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'
import { parseAddressRange } from '../../net/address-range.js'

/** Who sends a request, as far as is known; for the audit log. */
export interface Client {
  /** The other end of the connection; if that is a trusted proxy, the client that the proxy names. */
  readonly address: string
  /** The trusted proxy through which the request came; null for none. */
  readonly proxy: string | null
  /** The user that the trusted proxy names; null for none. */
  readonly user: string | null
}

/** The proxies in front of the server: headers that identify the client are only believed from these. */
export interface TrustedProxies {
  /** IP addresses, and ranges of them: `10.0.0.0/8`. */
  readonly addresses: readonly string[]
  /** The header in which they name the user; absent: they do not. */
  readonly userHeader?: string | undefined
}

/** Finds who sends a request, by the other end of its connection and by its headers. */
export type Identify = (headers: IncomingHttpHeaders, address: string) => Client

/** Headers are whatever the client writes, of any length. */
const LONGEST = 200

const headerOf = (headers: IncomingHttpHeaders, name: string): string => [headers[name]].flat().join(', ').trim()

/** @param proxies none when absent: then no header is believed. */
export function clientIdentifier(proxies?: TrustedProxies): Identify {
  if (proxies === undefined) return (_headers, address) => ({ address, proxy: null, user: null })
  const trusted = new BlockList()
  for (const text of proxies.addresses) {
    const range = parseAddressRange(text)
    if (range === null) throw new Error(`${JSON.stringify(text)} is no IP address, and no range of them`)
    trusted.addSubnet(range.address, range.prefix, range.family)
  }
  // A dual-stack socket reports an IPv4 address as an IPv4-mapped IPv6 address; the list accepts both forms.
  const isTrusted = (host: string): boolean => isIP(host) !== 0 && trusted.check(host, isIPv6(host) ? 'ipv6' : 'ipv4')
  const userHeader = proxies.userHeader?.toLowerCase()
  return (headers, address) => {
    if (!isTrusted(address)) return { address, proxy: null, user: null }
    const user = userHeader === undefined ? '' : headerOf(headers, userHeader)
    return {
      address: senderOf(headers, isTrusted) ?? address,
      proxy: address,
      user: user === '' ? null : user.slice(0, LONGEST),
    }
  }
}

/**
 * Each proxy appends to X-Forwarded-For the address that it got the request from. Read from the end, the first address
 * that is not a trusted proxy is the client; what precedes it may be forged. Null for none.
 */
function senderOf(headers: IncomingHttpHeaders, isTrusted: (host: string) => boolean): string | null {
  const hops = headerOf(headers, 'x-forwarded-for')
    .split(',')
    .map(hostOf)
    .filter((hop) => hop !== '')
  return (hops.findLast((hop) => !isTrusted(hop)) ?? hops[0])?.slice(0, LONGEST) ?? null
}

/** Some proxies write the port as well. */
function hostOf(hop: string): string {
  const [, bracketed, dotted] = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(hop.trim()) ?? []
  return bracketed ?? dotted ?? hop.trim()
}
