import type { AccessSettings } from '../access/gate.js'
import { type Fault, formatFault } from './config-issues.js'

// Keys of the server that are read for one more version, and the keys that replace them.

export interface Deprecations {
  /** Former keys beside those that replace them. */
  readonly faults: readonly Fault[]
  readonly warnings: readonly string[]
}

interface FormerKey {
  readonly path: readonly [string, ...string[]]
  /** What replaces it. */
  readonly replacement: string
  /** Only this value is deprecated; every value unless given. */
  readonly value?: unknown
  /** Whether the configuration has the replacement; another part checks that unless given. */
  readonly isReplaced?: (access: AccessSettings | null) => boolean
}

const signsIn = (access: AccessSettings | null): boolean => access !== null && access.auth !== 'none'

const FORMER_KEYS: readonly FormerKey[] = [
  { path: ['scopes'], replacement: 'the scope sip:credentials of a role (auth, roles)', isReplaced: signsIn },
  { path: ['explain'], replacement: 'the scope explain of a role (auth, roles)', isReplaced: signsIn },
  { path: ['maxVendorRequests'], replacement: 'server.limits.vendorRequests' },
  {
    path: ['trustedProxies', 'userHeader'],
    replacement: 'auth.proxy.userHeader',
    isReplaced: (access) => access !== null && access.auth !== 'none' && access.auth.proxy !== undefined,
  },
  {
    path: ['metrics'],
    value: true,
    replacement: 'server.metrics: { port: 9100 }, or without this key the scope metrics:read of a role',
  },
]

/**
 * Finds the former keys in `server`.
 * @param server as it stands in the file.
 * @param access null where the file does not say how to sign in, or says it wrongly.
 */
export function findDeprecatedKeys(server: unknown, access: AccessSettings | null): Deprecations {
  const given = FORMER_KEYS.filter(({ path, value }) => {
    const found = valueAt(server, path)
    return found !== undefined && (value === undefined || found === value)
  })
  const isReplaced = (key: FormerKey): boolean => key.isReplaced?.(access) ?? false
  return {
    faults: given.filter(isReplaced).map(({ path, replacement }) => ({
      path: ['server', ...path],
      message: `is replaced by ${replacement}: use only one of the two`,
    })),
    warnings: given
      .filter((key) => !isReplaced(key))
      .map(({ path, replacement }) =>
        formatFault({
          path: ['server', ...path],
          message: `is deprecated, and will not be read by the next version: use ${replacement}`,
        }),
      ),
  }
}

const valueAt = (whole: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, key) ? Reflect.get(part, key) : undefined,
    whole,
  )
