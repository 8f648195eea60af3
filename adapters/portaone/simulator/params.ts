import type { SimulatorRequest } from '../../simulation/contract.js'
import { Fault } from './responses.js'

/** The parameters of a method. */
export type Params = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads {"params": {…}}. */
export function readParams({ body }: SimulatorRequest): Params {
  try {
    const sent: unknown = JSON.parse(body)
    if (isObject(sent) && isObject(sent.params)) return sent.params
  } catch {
    // Reported below.
  }
  throw new Fault('Client.invalid_request', 'The body is not JSON with params')
}

/** A parameter that is an integer, as a number or as text. */
export function integerParam(params: Params, name: string, missing: number): number {
  const value = params[name]
  if (value === undefined || value === null) return missing
  if (!/^\d{1,15}$/.test(String(value))) throw new Fault('Client.invalid_parameter', `${name} is not an integer`)
  return Number(value)
}

/** Without a limit, as many rows as the system gives at most. */
export function pageOf<Item>(items: readonly Item[], params: Params, largestLimit: number): readonly Item[] {
  const offset = integerParam(params, 'offset', 0)
  const limit = Math.min(largestLimit, integerParam(params, 'limit', largestLimit))
  return items.slice(offset, offset + limit)
}

/** The count, if it was asked for. */
export const totalOf = (items: readonly unknown[], params: Params): { readonly total?: number } =>
  integerParam(params, 'get_total', 0) === 1 ? { total: items.length } : {}

/** Whether a number fits a pattern in which % is any text. */
export function fitsPattern(number: string, pattern: unknown): boolean {
  if (pattern === undefined || pattern === null) return true
  const parts = String(pattern)
    .split('%')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(number)
}
