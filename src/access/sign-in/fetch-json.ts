import { request } from 'undici'
import { isSafeUrl } from '../../net/safe-url.js'
import type { EnvironmentProxies } from '../../outbound/environment-proxies.js'
import { createProviderAgent } from './provider-agent.js'
import type { IssuerSettings } from './settings.js'

const TIMEOUT_MS = 5000

/** Reads JSON documents of issuers. */
export interface JsonFetcher {
  /** @throws Error when it is no answer of status 200, not JSON, too large or too late. */
  readonly fetchJson: (url: string) => Promise<unknown>
  close(): Promise<void>
}

/**
 * Reads documents over connections that nothing else uses, without following redirects: a redirect could choose the keys.
 * NODE_EXTRA_CA_CERTS names further authorities for their certificates.
 */
export function createJsonFetcher({
  timeoutMs = TIMEOUT_MS,
  proxies,
}: {
  readonly timeoutMs?: number
  readonly proxies?: EnvironmentProxies | undefined
} = {}): JsonFetcher {
  const agent = createProviderAgent(timeoutMs, proxies)
  const { dispatcher } = agent
  return {
    async fetchJson(url) {
      if (!isSafeUrl(url)) throw new Error('keys are read over https only, or over http from this machine')
      const signal = AbortSignal.timeout(timeoutMs)
      const { statusCode, body } = await request(url, { dispatcher, signal, headers: { accept: 'application/json' } })
      if (statusCode === 200) return body.json()
      await body.dump()
      throw new Error(`status ${statusCode}`)
    },
    close: () => agent.close(),
  }
}

const WELL_KNOWN = '/.well-known/openid-configuration'

/**
 * Reads the keys of an issuer: where the configuration says, or where its OpenID configuration says.
 * @throws Error when they cannot be read.
 */
export async function fetchKeySet(
  { issuer, jwks }: Pick<IssuerSettings, 'issuer' | 'jwks'>,
  fetchJson: JsonFetcher['fetchJson'],
): Promise<unknown> {
  if (jwks !== undefined) return fetchJson(jwks)
  const discovered = await fetchJson(issuer.replace(/\/$/, '') + WELL_KNOWN)
  const at = (key: string): unknown =>
    typeof discovered === 'object' && discovered !== null ? Reflect.get(discovered, key) : undefined
  if (at('issuer') !== issuer) throw new Error('the OpenID configuration is of another issuer')
  const url = at('jwks_uri')
  if (typeof url !== 'string') throw new Error('the OpenID configuration has no jwks_uri')
  return fetchJson(url)
}
