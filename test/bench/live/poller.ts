// The floor of live lists: no GraphQL, and no comparison of lists. It reads the calls every second, makes one buffer of the
// whole list, and writes this to every reader as a server-sent event. A reader whose connection is full misses the list.

import { createServer, type ServerResponse } from 'node:http'
import { scanStructs } from '../race/floor-xml.ts'
import { listen } from '../race/listen.ts'
import { fromSwitch, newestFirst } from '../race/records.ts'
import { switchText } from '../race/vendors.ts'
import { readEverySecond } from './every-second.ts'

const source = process.env['LIVE_SOURCE'] ?? ''
const latest = await readEverySecond(async () =>
  newestFirst(scanStructs(await switchText(source)).map((row) => fromSwitch(row, source))),
)
const readers = new Set<ServerResponse>()

const server = createServer((request, response) => {
  request.resume()
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n')
  readers.add(response)
  response.on('close', () => readers.delete(response))
})
listen(server)

for (let { later } = latest(); ; ) {
  const polled = await later
  const data = { activeCalls: { nodes: polled.calls } }
  const event = Buffer.from(`event: next\ndata: ${JSON.stringify({ data })}\n\n`)
  for (const response of readers) if (!response.writableNeedDrain) response.write(event)
  later = polled.later
}
