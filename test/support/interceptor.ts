// Stands between the gateway and a simulator: passes requests on, or does something else with those that a test names.

import type { ServerResponse } from 'node:http'
import { type ScriptedRequest, startScriptedServer } from './scripted/scripted-server.js'
import { type Stack, type StackOptions, startStack } from './stack.js'

/** What is done with a request; an answer replaces the simulator's, or is made from it. */
export type Fate =
  | 'pass'
  | 'hang'
  | 'reset'
  | { readonly status: number; readonly contentType?: string; readonly body: string }
  | { readonly rewrite: (body: string) => string }

export interface Intercepted extends Stack {
  /** All requests that came. */
  readonly seen: readonly ScriptedRequest[]
  /** From now on. */
  setFate(decide: (request: ScriptedRequest) => Fate): void
}

/**
 * Starts a stack, one of whose simulators is behind an interceptor.
 * @param source the name of its source.
 * @param basePath what the vendor puts before every path.
 */
export async function startIntercepted(
  source: string,
  basePath: string,
  options: StackOptions = {},
): Promise<Intercepted> {
  const seen: ScriptedRequest[] = []
  let decide = (_: ScriptedRequest): Fate => 'pass'
  let target = ''
  const server = await startScriptedServer((request, response) => {
    seen.push(request)
    const fate = decide(request)
    if (fate === 'hang') return
    if (fate === 'reset') request.raw.socket.destroy()
    else if (fate === 'pass' || 'rewrite' in fate)
      passOn(target, request, response, fate === 'pass' ? unchanged : fate.rewrite).catch(() => response.destroy())
    else response.writeHead(fate.status, { 'content-type': fate.contentType ?? 'text/plain' }).end(fate.body)
  })
  const { overrides = {} } = options
  const keys = { ...overrides[source], url: `${server.origin}${basePath}` }
  const stack = await startStack({ ...options, overrides: { ...overrides, [source]: keys } })
  target = stack.hosts[source]?.origin ?? ''
  const close = async () => {
    await stack.close()
    await server.close()
  }
  return {
    ...stack,
    get url() {
      return stack.url
    },
    seen,
    setFate: (next) => (decide = next),
    close,
  }
}

/** Headers that belong to one connection only, or that the client of this server sets itself. */
const OWN_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'keep-alive',
])

const unchanged = (body: string): string => body

async function passOn(
  target: string,
  { method, body, raw }: ScriptedRequest,
  response: ServerResponse,
  rewrite: (body: string) => string,
): Promise<void> {
  const headers = Object.entries(raw.headers).flatMap(([name, value]): [string, string][] =>
    OWN_HEADERS.has(name) ? [] : [[name, [value].flat().join(', ')]],
  )
  const answer = await fetch(`${target}${raw.url ?? ''}`, {
    method,
    headers: [...headers, ['accept-encoding', 'identity']],
    ...(method === 'GET' ? {} : { body }),
  })
  const text = rewrite(await answer.text())
  const passed = [...answer.headers].filter(([name]) => !OWN_HEADERS.has(name))
  response.writeHead(answer.status, Object.fromEntries(passed)).end(text)
}
