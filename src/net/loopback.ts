import { isIP } from 'node:net'
import { addressList } from './address-list.js'

const isLoopbackAddress = addressList(['127.0.0.0/8', '::1/128', '::ffff:127.0.0.0/104'])

/** Whether only this machine reaches what listens on an address or host name. Unknown names count as reachable. */
export const isLoopbackHost = (host: string): boolean => {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return isIP(name) === 0 ? name === 'localhost' || name.endsWith('.localhost') : isLoopbackAddress(name)
}
