import { BlockList, isIP, isIPv6 } from 'node:net'
import { parseAddressRange } from './address-range.js'

/**
 * Creates a test whether an address is in a list of addresses and ranges such as `10.0.0.0/8`. It fails for other text.
 * @throws Error when a text is neither.
 */
export function addressList(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const text of ranges) {
    const range = parseAddressRange(text)
    if (range === null) throw new Error(`${JSON.stringify(text)} is no IP address, and no range of them`)
    list.addSubnet(range.address, range.prefix, range.family)
  }
  // A dual-stack socket reports an IPv4 address as an IPv4-mapped IPv6 address; the list accepts both forms.
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
