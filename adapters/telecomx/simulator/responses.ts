import type { SimulatorResponse } from '../../simulation/contract.js'

// The format of simulated responses. Manual: https://wiki.telecomx.dk/doku.php?id=api:errors

/** A JSON response. Members without a value are left out, as documented. */
export const json = (value: unknown, status = 200): SimulatorResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
})

/** An error response, thrown to end the processing of a request. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
  /** The documented error body; if the code is the name of an argument, it is also the path. */
  get response(): SimulatorResponse {
    const { message, code, status } = this
    return json({ error: { message, code, status, path: ARGUMENTS.has(code) ? code : undefined } }, status)
  }
}

const ARGUMENTS: ReadonlySet<string> = new Set([
  'offset',
  'limit',
  'direction',
  'customer',
  'id',
  'fromDate',
  'toDate',
  'type',
])
