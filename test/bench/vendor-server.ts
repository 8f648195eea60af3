// A vendor that answers from prepared buffers, in a process of its own: sessions by offset and limit, newest first.
// Prints its port when it is ready.

import { createServer } from 'node:http'

const ROWS = 40_000
const EPOCH_MS = Date.UTC(2026, 2, 1)
const rows = Array.from({ length: ROWS }, (_, at) =>
  JSON.stringify({
    callId: `${String(at).padStart(8, '0')}@192.0.2.11`,
    aNumber: '+4581808888',
    bNumber: '+4580808080',
    sbcServer: '192.0.2.3',
    direction: at % 2 === 0 ? 'I' : 'O',
    sourceCustomerId: 'C00000000000000000000001',
    started: new Date(EPOCH_MS + (ROWS - at) * 1000).toISOString(),
    answered: new Date(EPOCH_MS + (ROWS - at) * 1000 + 5000).toISOString(),
    ended: new Date(EPOCH_MS + (ROWS - at) * 1000 + 95_000).toISOString(),
    sourceIP: '192.0.2.50',
    destinationIP: '198.51.100.5',
    sourceCustomerName: 'Nordlys',
  }),
)

const server = createServer((request, response) => {
  const query = new URL(request.url ?? '', 'http://vendor').searchParams
  const offset = Number(query.get('offset'))
  const limit = Number(query.get('limit'))
  const body = `{"offset":${offset},"limit":${limit},"total":${ROWS},"sessions":[${rows.slice(offset, offset + limit).join(',')}]}`
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`)
})
