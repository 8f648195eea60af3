import type { SimulatorResponse } from '../../simulation/contract.js'

// The format of simulated responses.

/** A JSON response. Members without a value are left out. */
export const json = (value: unknown, status = 200): SimulatorResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
})

/** A fault, thrown to end the processing of a request. All faults have HTTP status 500. */
export class Fault extends Error {
  constructor(
    readonly faultCode: string,
    message: string,
  ) {
    super(message)
  }
  get response(): SimulatorResponse {
    return json({ faultcode: this.faultCode, faultstring: this.message }, 500)
  }
}

const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-03-01 09:57:29`, in UTC. */
export function writeTime(epochMs: number): string {
  const at = new Date(epochMs)
  const day = [at.getUTCFullYear(), two(at.getUTCMonth() + 1), two(at.getUTCDate())].join('-')
  return `${day} ${[at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':')}`
}

const TIME = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/

/** @throws Fault when it is in another form. */
export function readTime(text: unknown, name: string): number {
  const [, year, month, day, hour, minute, second] = TIME.exec(String(text)) ?? []
  if (year === undefined) throw new Fault('Client.invalid_parameter', `${name} is not a time`)
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
}
