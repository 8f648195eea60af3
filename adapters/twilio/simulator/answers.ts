import type { SimulatorResponse } from '../../simulation/contract.js'

export const json = (
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): SimulatorResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
})

/** An error as Twilio writes all of them. */
export const refusal = (
  status: number,
  code: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
): SimulatorResponse =>
  json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, status, headers)

export const notFound = (path: string): SimulatorResponse =>
  refusal(404, 20404, `The requested resource ${path} was not found`)
