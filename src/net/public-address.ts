import { isIPv4, isIPv6 } from 'node:net'
import { addressList } from './address-list.js'

// Which addresses are somewhere on the internet, rather than in a private network. The ranges are
// those of the IANA registries of special-purpose addresses (RFC 6890), without those for documentation: nobody answers
// there.

const SPECIAL_IPV4 = addressList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // Link-local, with the metadata services of clouds at 169.254.169.254.
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  // Multicast, reserved and broadcast.
  '224.0.0.0/3',
])

/**
 * All that is in use of IPv6. Outside of it are loopback, link-local, unique local (fc00::/7) and multicast addresses,
 * and IPv4 addresses in the forms `::ffff:a.b.c.d` and `64:ff9b::a.b.c.d`.
 */
const GLOBAL_IPV6 = addressList(['2000::/3'])

/** Teredo and other protocols; 6to4, which holds an IPv4 address. */
const SPECIAL_IPV6 = addressList(['2001::/23', '2002::/16'])

/** Whether an IP address is a public one; false for other text. An IPv6 address has no brackets and no zone. */
export const isPublicAddress = (address: string): boolean =>
  isIPv4(address) ? !SPECIAL_IPV4(address) : isIPv6(address) && GLOBAL_IPV6(address) && !SPECIAL_IPV6(address)
