import type { CustomFetch } from 'openid-client'
import { request } from 'undici'
import { isSafeUrl } from '../../net/safe-url.js'
import type { EnvironmentProxies } from '../../outbound/environment-proxies.js'
import { createProviderAgent } from '../sign-in/provider-agent.js'

/** Requests to an OpenID provider, over connections that nothing else uses. */
export interface ProviderFetch {
  readonly fetch: CustomFetch
  close(): Promise<void>
}

/**
 * Bounds answers in size, and sends nothing in clear beyond this machine, whatever the provider's metadata name. Redirects
 * are not followed: the code and the client's secret are for the provider alone.
 */
export function createProviderFetch(timeoutMs: number, proxies?: EnvironmentProxies): ProviderFetch {
  const agent = createProviderAgent(timeoutMs, proxies)
  return {
    async fetch(url, { method, headers, body, signal }) {
      if (!isSafeUrl(url)) throw new TypeError('providers are called over https only, or over http on this machine')
      const answer = await request(url, {
        dispatcher: agent.dispatcher,
        method: method === 'POST' ? 'POST' : 'GET',
        headers,
        body: body === undefined || body === null ? null : String(body),
        ...(signal === undefined ? {} : { signal }),
      })
      const text = await answer.body.text()
      return new Response(text === '' ? null : text, { status: answer.statusCode, headers: toHeaders(answer.headers) })
    },
    close: () => agent.close(),
  }
}

const toHeaders = (given: Readonly<Record<string, string | string[] | undefined>>): Headers => {
  const headers = new Headers()
  for (const [name, values] of Object.entries(given))
    for (const value of [values].flat()) if (value !== undefined) headers.append(name, value)
  return headers
}
