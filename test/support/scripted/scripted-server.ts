import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A request as a scripted server sees it, its body read. */
export interface ScriptedRequest {
  readonly method: string
  /** Percent-encoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
  readonly authorization: string
  readonly raw: IncomingMessage
}

export interface ScriptedServer {
  /** `http://127.0.0.1:4101` */
  readonly origin: string
  close(): Promise<void>
}

/** An HTTP server on a free port of loopback that does this with every request. */
export async function startScriptedServer(
  answer: (request: ScriptedRequest, response: ServerResponse) => void,
): Promise<ScriptedServer> {
  const handle = async (raw: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = '', query = ''] = (raw.url ?? '').split('?')
    const body = await text(raw)
    const { method = '', headers } = raw
    const { authorization = '' } = headers
    answer({ method, path, query: new URLSearchParams(query), body, authorization, raw }, response)
  }
  // A request that is aborted while its body arrives needs no answer.
  const server = createServer((raw, response) => void handle(raw, response).catch(() => response.destroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = addressOf(server.address())
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return address
}
