// A gateway whose environment the test sets, over one scripted vendor that records the headers.

import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { pino } from 'pino'
import { onTestFinished, vi } from 'vitest'
import { adapters } from '../../../adapters/index.js'
import { readConfiguration } from '../../../src/config/schema.js'
import { startGateway } from '../../../src/gateway/gateway.js'
import { startScriptedServer } from '../../support/scripted/scripted-server.js'

export const SECRET = 'hidden-machine-token'

export interface Traced {
  query(document: string, headers?: Readonly<Record<string, string>>): Promise<string>
  /** The headers of the requests that came to the vendor. */
  readonly seen: IncomingHttpHeaders[]
  /** How the vendor answers from now on. */
  answer: (response: ServerResponse) => void
  readonly log: string[]
  /** Stops the gateway, which sends the traces that it still has. */
  close(): Promise<void>
}

export const answerWith = (status: number, body: string) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(body)

export const EMPTY = '{"offset":0,"limit":51,"total":0,"sessions":[]}'

/** @param environment is that of the process as well, while the test runs. */
export async function startTraced(environment: Readonly<Record<string, string>>): Promise<Traced> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const seen: IncomingHttpHeaders[] = []
  const vendor = await startScriptedServer(({ raw }, response) => {
    seen.push(raw.headers)
    traced.answer(response)
  })
  const source = { vendor: 'telecomx', url: vendor.origin, auth: { token: SECRET }, staleOnError: 0 }
  const reading = readConfiguration({ server: { port: 0, stopGraceMs: 0 }, sources: { tx: source } }, adapters)
  if (!reading.ok) throw new Error(reading.faults.join('\n'))
  const log: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => log.push(line) })
  const gateway = await startGateway({ configuration: reading, logger, now: Date.now, explorer: false, environment })
  const traced: Traced = {
    seen,
    log,
    answer: answerWith(200, EMPTY),
    query: async (query, headers) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      })
      return response.text()
    },
    close: () => gateway.close(),
  }
  onTestFinished(async () => {
    await gateway.close()
    await vendor.close()
    vi.unstubAllEnvs()
  })
  return traced
}
