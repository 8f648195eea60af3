import type { ExecutionResult } from 'graphql'
import type { LiveEvent, LiveTransport } from './contract.js'
import type { Update } from './topic.js'

/** An event that is serialized when it is first sent, and then shared. */
export class ExecutedEvent implements LiveEvent {
  readonly kind: LiveEvent['kind']
  readonly position: string | null
  #json: Buffer | null = null
  readonly #framed = new Map<LiveTransport, Buffer>()

  constructor(
    { kind, position }: Update,
    readonly result: ExecutionResult,
  ) {
    this.kind = kind
    this.position = position
  }

  get json(): Buffer {
    return (this.#json ??= Buffer.from(JSON.stringify(this.result)))
  }

  framed(transport: LiveTransport, frame: (event: LiveEvent) => Buffer): Buffer {
    const known = this.#framed.get(transport) ?? frame(this)
    this.#framed.set(transport, known)
    return known
  }
}
