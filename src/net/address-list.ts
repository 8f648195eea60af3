import { BlockList, isIP, isIPv6 } from 'node:net'
import { parseAddressRange } from './address-range.js'

/**
 * Addresses and ranges of them, such as `10.0.0.0/8`, as a test of one address. What is no address is not in it.
 * @throws Error when a text is neither.
 */
export function addressList(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const text of ranges) {
    const range = parseAddressRange(text)
    if (range === null) throw new Error(`${JSON.stringify(text)} is no IP address, and no range of them`)
    list.addSubnet(range.address, range.prefix, range.family)
  }
  // On a socket for both, an IPv4 address is written as an IPv6 one; the list knows it.
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
