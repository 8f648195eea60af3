import { isLoopbackHost } from '../net/loopback.js'
import type { Fault } from './config-issues.js'
import type { Configuration } from './schema.js'

// Beyond this machine, the gateway must know who sends a request, or the configuration must say that it need not.

const HOW_TO_SIGN_IN = `required, as the gateway listens beyond this machine (server.host, HOST or --host).
    Say who may sign in, for example with a key from \`trunkline key --name desk --role reader\`:
      auth: { keys: { desk: { sha256: [<SHA-256 of the key>], role: reader } } }
      roles: { reader: { scopes: ["*:read"], sources: { "*": all } } }
    or, if every client may read everything and end calls:
      auth: none`

/** What is wrong with the address that the server listens on, given how clients sign in. */
export const findExposure = ({ server, access }: Configuration): readonly Fault[] =>
  access === null && !isLoopbackHost(server.host) ? [{ path: ['auth'], message: HOW_TO_SIGN_IN }] : []

/** Warnings about how clients reach the gateway and sign in. */
export function exposureWarnings({ server, access }: Configuration): readonly string[] {
  if (access === null) return []
  if (access.auth === 'none')
    return ['auth: none: every client that reaches the gateway reads everything, and can end and place calls']
  const isPlain = server.tls === undefined && server.trustedProxies === undefined && !isLoopbackHost(server.host)
  return isPlain
    ? ['server.tls: not given, and no trusted proxy either: keys and tokens are sent to the gateway unencrypted']
    : []
}
