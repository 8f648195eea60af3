// A switch with many calls in progress, of which a share is replaced by others whenever a test says so.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { switchCall } from '../../bench/vendor-rows.js'

const CHALLENGE = 'Digest realm="switch", nonce="0a1b2c3d4e5f", qop="auth", algorithm=MD5'
const BEFORE = '<?xml version="1.0"?>\n<methodResponse><params><param><value><array><data>'
const AFTER = '</data></array></value></param></params></methodResponse>\n'

export class BusySwitch {
  readonly #rows: string[] = []
  #next = 0
  #body = ''
  #server: Server | null = null

  constructor(private readonly calls: number) {
    this.replace(calls)
  }

  /** So many calls end, the oldest first, and as many start. */
  replace(count: number): void {
    for (let at = 0; at < count; at++) this.#rows.push(switchCall(this.#next++, this.calls))
    this.#rows.splice(0, this.#rows.length - this.calls)
    this.#body = BEFORE + this.#rows.join('\n') + AFTER
  }

  /** Serves it until the test ends. @returns its address, without a path. */
  async listen(): Promise<string> {
    const server = createServer((request, response) => {
      request.resume()
      if (request.headers.authorization?.startsWith('Digest ') !== true)
        return void response.writeHead(401, { 'www-authenticate': CHALLENGE }).end()
      response.writeHead(200, { 'content-type': 'text/xml' }).end(this.#body)
    })
    this.#server = server
    onTestFinished(() => this.#close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port }: Partial<AddressInfo> = Object(server.address())
    return `http://127.0.0.1:${port}`
  }

  #close(): void {
    this.#server?.closeAllConnections()
    this.#server?.close()
  }
}
