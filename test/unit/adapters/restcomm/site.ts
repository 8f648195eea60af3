import { restcommSimulator } from '../../../../adapters/restcomm/simulator.js'
import type { SimulatorResponse, World } from '../../../../adapters/simulation/contract.js'

export const ACCOUNT = 'ACae6e420f425248d6a26948c17a9e2acf'
export const AUTHORIZATION = `Basic ${Buffer.from(`${ACCOUNT}:demo-password`).toString('base64')}`

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string
}

/** A simulated Restcomm that is called by URL. */
export const openSite =
  (options: Readonly<Record<string, unknown>>, world: World, nowMs: number) =>
  (url: string, { method = 'GET', headers = {}, body = '' }: Sent = {}): SimulatorResponse => {
    const [path = '', query] = url.split('?')
    const request = {
      method,
      path,
      query: new URLSearchParams(query),
      headers: { authorization: AUTHORIZATION, ...headers },
      body,
    }
    return restcommSimulator.open(options).answer(request, world, nowMs)
  }

/** A body of JSON. */
export function parsed(response: SimulatorResponse): Record<string, unknown> {
  const value: unknown = JSON.parse(response.body)
  if (typeof value !== 'object' || value === null) throw new Error('the body is no object')
  return Object.fromEntries(Object.entries(value))
}

export const callsIn = (response: SimulatorResponse): readonly Record<string, unknown>[] => {
  const { calls } = parsed(response)
  return Array.isArray(calls) ? calls : []
}
