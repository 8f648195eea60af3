// A forward proxy on loopback: CONNECT (RFC 9110, 9.3.6), and requests with the whole URL (RFC 9112, 3.2.2). It finds hosts
// by a table instead of DNS, so that names of documentation can be used.

import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { listenUntilTestEnds } from './listening.js'

export interface ForwardProxyOptions {
  /** `switch.example.net:443`, as it is requested, to the port on this machine that is meant; others get 502. */
  readonly hosts?: Readonly<Record<string, number>>
  /** `user:password` that it requires. */
  readonly requires?: string
  /** Refuses everything with this status, or never answers. */
  readonly behaviour?: number | 'hangs' | 'closes'
  /** Headers of what it refuses. */
  readonly refusalHeaders?: Readonly<Record<string, string>>
  /** Makes it an https proxy. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

export interface ForwardProxy {
  /** Scheme, host and port. */
  readonly url: string
  readonly port: number
  /** The first lines of what it was sent: `CONNECT switch.example.net:443`, `GET http://switch.example.net/path`. */
  readonly lines: string[]
  /** The headers of each of these. */
  readonly headers: IncomingMessage['headers'][]
  /** How many connections were opened to it. */
  connections(): number
}

/** Starts a proxy, which is closed when the test ends. */
export async function startForwardProxy(options: ForwardProxyOptions = {}): Promise<ForwardProxy> {
  const lines: string[] = []
  const headers: IncomingMessage['headers'][] = []
  const sockets = new Set<Duplex>()
  let connections = 0
  const note = ({ method, url, headers: sent }: IncomingMessage): void => {
    lines.push(`${method} ${url}`)
    headers.push(sent)
  }
  const server: Server = options.tls === undefined ? createServer() : createTlsServer(options.tls)
  server.on('connect', (incoming, socket: Duplex) => {
    note(incoming)
    keep(sockets, socket)
    const status = statusFor(incoming, options)
    if (status === 'hangs') return
    if (status === 'closes') return void socket.destroy()
    const port = options.hosts?.[incoming.url ?? '']
    if (status !== 200 || port === undefined)
      return void socket.end(
        `HTTP/1.1 ${port === undefined && status === 200 ? 502 : status} No\r\ncontent-length: 0\r\n\r\n`,
      )
    const onward = keep(sockets, connect(port, '127.0.0.1'))
    onward.on('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
  })
  server.on('request', (incoming, response) => {
    note(incoming)
    const status = statusFor(incoming, options)
    if (status === 'hangs') return
    if (status === 'closes') return void incoming.socket.destroy()
    if (status !== 200)
      return void response.writeHead(status, { ...options.refusalHeaders }).end('refused by the proxy')
    forward(incoming, response, options)
  })
  for (const event of ['connection', 'secureConnection'])
    server.on(event, (socket: Socket) => {
      if (event === 'connection') connections++
      keep(sockets, socket)
    })
  const port = await listenUntilTestEnds(server, sockets)
  const scheme = options.tls === undefined ? 'http' : 'https'
  return { url: `${scheme}://127.0.0.1:${port}`, port, lines, headers, connections: () => connections }
}

function keep<Kind extends Duplex>(sockets: Set<Duplex>, socket: Kind): Kind {
  sockets.add(socket)
  socket.on('error', () => undefined)
  socket.on('close', () => sockets.delete(socket))
  return socket
}

function statusFor(
  { headers }: IncomingMessage,
  { requires, behaviour }: ForwardProxyOptions,
): number | 'hangs' | 'closes' {
  const wanted = requires === undefined ? undefined : `Basic ${Buffer.from(requires).toString('base64')}`
  if (wanted !== undefined && headers['proxy-authorization'] !== wanted) return 407
  return behaviour ?? 200
}

function forward(incoming: IncomingMessage, response: ServerResponse, { hosts }: ForwardProxyOptions): void {
  const { host, pathname, search, port: given } = new URL(incoming.url ?? '')
  const port = hosts?.[given === '' ? `${host}:80` : host]
  if (port === undefined) return void response.writeHead(502).end()
  const { 'proxy-authorization': _, ...headers } = incoming.headers
  const onward = request(
    { host: '127.0.0.1', port, method: incoming.method, path: pathname + search, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    },
  )
  onward.on('error', () => response.writeHead(502).end())
  incoming.pipe(onward)
}
