// A source without a network: an adapter's declaration over its vendor's simulator, called as a function. It signs in
// as the declaration says, and does nothing else of what the gateway does.

import {
  type AnyAdapter,
  type Declaration,
  type ListName,
  type RowOrder,
  type StartDecoder,
  VendorFault,
  type VendorRequest,
} from '../../adapters/contract.js'
import type { OpenSimulator, SimulatorRequest, World } from '../../adapters/simulation/contract.js'
import { readConfiguration, type SourceConfiguration } from '../config/schema.js'
import { type OutcomeOf, readAnswer } from './answers.js'
import { encodeParameters } from './golden.js'
import { authenticatorOf, type Deliver } from './in-process-authentication.js'

export interface InProcessSource {
  readonly declaration: Declaration
  /** The order that is promised: the configured one before the declared one. */
  readonly order: (list: ListName) => RowOrder
  /** The vendor's ids of the customers of the world; none where its rows name no customers. */
  readonly customers: readonly string[]
  /** The moment that the simulator answers at. */
  readonly now: () => number
  /** How many requests the simulator has received, signing in included. */
  readonly requests: () => number
  /**
   * Signs and sends a request, and reads the answer; signs in another way, once, where the fault requires it.
   * @throws VendorFault for an error status, and what the decoder throws.
   */
  readonly ask: <Result>(request: VendorRequest, decode: StartDecoder<Result>, outcomeOf?: OutcomeOf<Result>) => Result
}

const ORIGIN = 'http://127.0.0.1:9'

/** A source over a simulator, a world and a moment. */
export function openInProcess(
  adapter: AnyAdapter,
  simulator: OpenSimulator,
  world: World,
  now: () => number,
): InProcessSource {
  const { common, settings } = configured(adapter, simulator)
  const declaration = adapter.declare(settings)
  let requests = 0
  const deliver: Deliver = (request, authorization) => {
    requests += 1
    const target = `${common.url.slice(ORIGIN.length)}${request.path}`
    if (!target.startsWith(simulator.basePath)) throw new Error(`${target} is not under ${simulator.basePath}`)
    const path = target.slice(simulator.basePath.length)
    const { status, headers, body } = simulator.answer(received(request, path, authorization), world, now())
    const header = (wanted: string) => Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1]
    return { status, contentType: header('content-type') ?? '', body, challenge: header('www-authenticate'), target }
  }
  const authenticator = authenticatorOf(declaration, deliver)
  return {
    declaration,
    order: (list) => common.order?.[list] ?? declaration.lists[list]?.order ?? 'none',
    customers: world.customers.flatMap(({ index }) => simulator.customerId?.(index) ?? []),
    now,
    requests: () => requests,
    ask: (request, decode, outcomeOf) => {
      try {
        return readAnswer(declaration, authenticator.send(request), decode, outcomeOf)
      } catch (error) {
        if (!(error instanceof VendorFault) || !authenticator.renews(error)) throw error
        return readAnswer(declaration, authenticator.send(request), decode, outcomeOf)
      }
    },
  }
}

/** The source section that the simulator gives, read as the gateway reads it. */
function configured(adapter: AnyAdapter, simulator: OpenSimulator): SourceConfiguration {
  const reading = readConfiguration({ sources: { simulated: simulator.source(ORIGIN) } }, [adapter])
  if (!reading.ok) throw new Error(`the simulator's source section is wrong: ${reading.faults.join('; ')}`)
  const [source] = reading.sources
  if (source === undefined) throw new Error('the simulator gives no source section')
  return source
}

function received(request: VendorRequest, path: string, authorization: string | undefined): SimulatorRequest {
  const { body } = request
  const text = body === undefined ? '' : body.kind === 'form' ? encodeParameters(body.fields) : body.text
  const contentType = body?.kind === 'form' ? 'application/x-www-form-urlencoded' : body?.contentType
  return {
    method: request.method,
    path,
    query: new URLSearchParams(encodeParameters(request.query ?? [])),
    headers: { host: new URL(ORIGIN).host, accept: request.accept, 'content-type': contentType, authorization },
    body: text,
  }
}

/** The fault that a function throws; null when it throws none. Any other error is a bug, and is thrown again. */
export function faultOf(work: () => unknown): VendorFault | null {
  try {
    work()
    return null
  } catch (error) {
    if (error instanceof VendorFault) return error
    throw error
  }
}
