import type { SimulatorResponse } from '../../simulation/contract.js'

// The form of the simulated answers. Manual: https://wiki.telecomx.dk/doku.php?id=api:errors

/** A JSON answer. Members that hold no value are left out, as the documents say. */
export const json = (value: unknown, status = 200): SimulatorResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
})

/** An error that ends the reading of a request. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
  /** The documented error body; where the code names an argument, it is the path too. */
  get response(): SimulatorResponse {
    const { message, code, status } = this
    return json({ error: { message, code, status, path: ARGUMENTS.has(code) ? code : undefined } }, status)
  }
}

const ARGUMENTS: ReadonlySet<string> = new Set(['offset', 'limit', 'direction', 'customer', 'id'])
