import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'
import { parseAddressRange } from '../../net/address-range.js'

/** Who sends a request, as far as that can be told; for the audit log. */
export interface Client {
  /** The other end of the connection; where that is a trusted proxy, whoever it says that it speaks for. */
  readonly address: string
  /** The trusted proxy through which the request came; null: it came without one. */
  readonly proxy: string | null
  /** Who has logged in at the trusted proxy, as it says; null: nobody, or there is none. */
  readonly user: string | null
}

/** The proxies in front of the server: of anybody else, no header tells who sends a request. */
export interface TrustedProxies {
  /** IP addresses, and ranges of them: `10.0.0.0/8`. */
  readonly addresses: readonly string[]
  /** The header in which they tell who has logged in; absent: they do not. */
  readonly userHeader?: string | undefined
}

/** Tells who sends a request, by the other end of its connection and by its headers. */
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
  // On a socket for both, an IPv4 address is written as an IPv6 one; the list knows it.
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
 * Each proxy adds to X-Forwarded-For whom it got the request from, so that only what stands behind the first stranger,
 * read from the end, is as true as the proxies are. Null: there is nothing.
 */
function senderOf(headers: IncomingHttpHeaders, isTrusted: (host: string) => boolean): string | null {
  const hops = headerOf(headers, 'x-forwarded-for')
    .split(',')
    .map(hostOf)
    .filter((hop) => hop !== '')
  return (hops.findLast((hop) => !isTrusted(hop)) ?? hops[0])?.slice(0, LONGEST) ?? null
}

/** Some proxies write the port, too. */
function hostOf(hop: string): string {
  const [, bracketed, dotted] = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(hop.trim()) ?? []
  return bracketed ?? dotted ?? hop.trim()
}
