// A switch with a list of calls in progress that changes: of `calls` calls, `churn` are replaced every second. Prints its
// address. `/-/requests` returns the number of requests since it was last asked.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { switchCall } from '../vendor-rows.ts'

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '200' }, churn: { type: 'string', default: '6' } },
})
const [calls, churn] = [Number(values.calls), Number(values.churn)]
const CHALLENGE = 'Digest realm="bench", nonce="0a1b2c3d4e5f", qop="auth", algorithm=MD5'

let made = { second: -1, body: Buffer.alloc(0) }
function list(): Buffer {
  const second = Math.floor(Date.now() / 1000)
  if (made.second === second) return made.body
  const first = (second % 100_000) * churn
  const rows = Array.from({ length: calls }, (_, at) => switchCall(first + at, calls)).join('\n')
  const body = `<?xml version="1.0"?>\n<methodResponse><params><param><value><array><data>${rows}</data></array></value></param></params></methodResponse>\n`
  made = { second, body: Buffer.from(body) }
  return made.body
}

let requests = 0
const server = createServer((request, response) => {
  request.resume()
  if (request.url === '/-/requests') {
    response.end(String(requests))
    requests = 0
    return
  }
  requests++
  if (request.headers.authorization?.startsWith('Digest ') !== true)
    return void response.writeHead(401, { 'www-authenticate': CHALLENGE }).end()
  const body = list()
  response.writeHead(200, { 'content-type': 'text/xml', 'content-length': body.length }).end(body)
})
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => {
  const { port }: Pick<AddressInfo, 'port'> = Object(server.address())
  console.log(`http://127.0.0.1:${port}`)
})
