import { Agent, buildConnector, type Dispatcher } from 'undici'
import { environmentConnector } from '../../outbound/environment-connector.js'
import { type EnvironmentProxies, NO_PROXIES } from '../../outbound/environment-proxies.js'

/** Of a key set or of claims: a key set of a hundred keys has some 100 KB. */
const MOST_BYTES = 512 * 1024

/** The connections to who issues tokens, which nothing else uses. */
export interface ProviderAgent {
  readonly dispatcher: Dispatcher
  close(): Promise<void>
}

/**
 * Creates the connections to who issues tokens.
 * @param timeoutMs for connecting, for the headers, and between two parts of a body.
 * @param proxies those that providers beyond this machine are reached through.
 */
export function createProviderAgent(timeoutMs: number, proxies: EnvironmentProxies = NO_PROXIES): ProviderAgent {
  const connections = environmentConnector(buildConnector({ timeout: timeoutMs }), proxies, timeoutMs)
  const dispatcher = new Agent({
    maxResponseSize: MOST_BYTES,
    connect: connections.connect,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
  return {
    dispatcher,
    close: async () => {
      await Promise.all([dispatcher.destroy(), connections.close()])
    },
  }
}
