import { z } from 'zod'

/** A value that does not print: in logs, errors, JSON and the inspector it reads `[redacted]`. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  /** The value itself; for the request that carries it, and for nothing else. */
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

/** A configuration value that is a secret: text in the file, a Secret from there on. Settings that are Secrets already pass. */
export const secretSetting = (description: string) =>
  z
    .union([z.string().min(1), z.instanceof(Secret)])
    .transform((value) => (value instanceof Secret ? value : new Secret(value)))
    .meta({ description })
