import { isIP } from 'node:net'

const LONGEST_PREFIX = { 4: 32, 6: 128 } as const

/** Parses an IP address, or a range in CIDR notation; null for other text. */
export function parseAddressRange(
  text: string,
): { readonly address: string; readonly prefix: number; readonly family: 'ipv4' | 'ipv6' } | null {
  const [, address = '', given] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const version = isIP(address)
  if (version !== 4 && version !== 6) return null
  const most = LONGEST_PREFIX[version]
  const prefix = given === undefined ? most : Number(given)
  return prefix > most ? null : { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' }
}
