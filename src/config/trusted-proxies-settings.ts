import { z } from 'zod'
import { parseAddressRange } from '../net/address-range.js'

const addressRange = z
  .string()
  .refine((given) => parseAddressRange(given) !== null, 'must be an IP address, or a range such as 10.0.0.0/8')

/** `server.trustedProxies`. */
export const trustedProxies = z
  .strictObject({
    addresses: z
      .array(addressRange)
      .min(1)
      .meta({ description: 'IP addresses of the proxies, or ranges such as 10.0.0.0/8.' }),
    userHeader: z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be the name of an HTTP header, such as X-Forwarded-User')
      .optional()
      .meta({
        description:
          'Deprecated: the header in which the proxies name the user, for the audit log; use auth.proxy.userHeader.',
      }),
  })
  .meta({
    description:
      'The reverse proxies in front of the server. X-Forwarded-For names the client in the audit log, and auth.proxy the ' +
      'user, but only in requests from these proxies; otherwise the address of the TCP connection counts.',
  })
