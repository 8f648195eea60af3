import { z } from 'zod'

/** A value that is never printed: logs, errors, JSON and the inspector show `[redacted]`. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  /** The value itself; only for the request that contains it. */
  reveal(): string {
    return this.#value
  }
  toString(): string {
    return '[redacted]'
  }
  toJSON(): string {
    return '[redacted]'
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]'
  }
}

/**
 * A secret setting: text in the configuration file, which is parsed to a Secret. A value that already is a Secret is
 * accepted.
 */
export const secretSetting = (description: string) =>
  z
    .union([z.string().min(1), z.instanceof(Secret)])
    .transform((value) => (value instanceof Secret ? value : new Secret(value)))
    // The keyword of JSON Schema for what is written and never shown.
    .meta({ description, writeOnly: true })
