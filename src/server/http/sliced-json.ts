import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

// JSON of large responses, made in slices: JSON.stringify of a hundred thousand records blocks all clients for a second.

/** How the serialization shares the event loop with others. */
export interface SerializationSlices {
  /** How much the operation has done: about the number of records in its response. */
  readonly unitsDone: number
  spend(units: number): void
  isOver(): boolean
  /** @throws when the operation is stopped. */
  next(): Promise<void>
}

/** Counts the bytes of a response; throws when there are more than it may have. */
export interface ByteMeter {
  takeBytes(count: number): void
}

/** A response body: text, bytes, or the pieces of a long one. */
export type Body = string | Buffer | readonly Buffer[]

/** A response with fewer records is serialized at once: that takes a few milliseconds. */
const LARGE_ANSWER_UNITS = 5000
/** Values, keys not counted, that are serialized at once. */
const VALUES_AT_ONCE = 2000
/** About one record. */
const VALUES_PER_UNIT = 16
/** Shorter responses are sent as text. */
const SHORT_CHARACTERS = 16_384
const LINE_END = '\n'
/** Bytes of one character, at most: where as many are left, a text was written to its end. */
const MOST_BYTES = 4
/** One character of 2 to this power may take two bytes. */
const SHARE_OF_OTHERS = 4
/** Characters of a piece. */
const PIECE_LENGTH = 65_536

/** Whether a response should be serialized in slices. */
export const isLargeAnswer = (slices: SerializationSlices): boolean => slices.unitsDone >= LARGE_ANSWER_UNITS

/**
 * Serializes a small response at once, followed by a line end.
 * @throws what the meter throws.
 */
export function stringifySmall(value: unknown, meter: ByteMeter | undefined): string {
  const text = JSON.stringify(value) + LINE_END
  // Characters, because counting the bytes would take another pass.
  meter?.takeBytes(text.length)
  return text
}

/**
 * Serializes a small response at once, followed by a line end: as bytes where it is not very short, because a text would be
 * encoded again for each client, and sending bytes is faster.
 * @throws what the meter throws.
 */
export function serializeSmall(value: unknown, meter: ByteMeter | undefined): string | Buffer {
  const json = JSON.stringify(value)
  meter?.takeBytes(json.length + LINE_END.length)
  if (json.length < SHORT_CHARACTERS) return json + LINE_END
  // To append to a text and then encode it would copy it once more, and to count its bytes takes as long as to encode it.
  // Most of it is ASCII, so that it nearly always fits into little more bytes than it has characters.
  const likely = Buffer.allocUnsafeSlow(json.length + (json.length >> SHARE_OF_OTHERS) + MOST_BYTES)
  const written = likely.write(json)
  if (written <= likely.length - MOST_BYTES) return likely.subarray(0, written + likely.write(LINE_END, written))
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(json) + LINE_END.length)
  bytes.write(LINE_END, bytes.write(json))
  return bytes
}

/**
 * Serializes a response as JSON.stringify would, followed by a line end.
 * @throws what `slices.next` and the meter throw.
 */
export async function stringifyInSlices(
  value: unknown,
  slices: SerializationSlices,
  meter?: ByteMeter,
): Promise<readonly Buffer[]> {
  const writer = new JsonWriter(slices, meter)
  await writer.write(value)
  return writer.end()
}

class JsonWriter {
  readonly #pieces: Buffer[] = []
  #text = ''

  constructor(
    private readonly slices: SerializationSlices,
    private readonly meter: ByteMeter | undefined,
  ) {}

  async write(value: unknown): Promise<void> {
    if (this.#writeSmall(value) || typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) await this.#writeArray(value)
    else await this.#writeObject(value)
  }

  end(): readonly Buffer[] {
    this.#pieces.push(Buffer.from(this.#text + LINE_END))
    return this.#pieces
  }

  async #writeArray(items: readonly unknown[]): Promise<void> {
    this.#add('[')
    let separator = ''
    for (const item of items) {
      this.#add(separator)
      separator = ','
      // No await per record.
      if (!this.#writeSmall(item)) await this.write(item)
      if (this.slices.isOver()) await this.slices.next()
    }
    this.#add(']')
  }

  async #writeObject(object: object): Promise<void> {
    this.#add('{')
    let separator = ''
    for (const [key, value] of Object.entries(object)) {
      if (value === undefined) continue
      this.#add(`${separator}${JSON.stringify(key)}:`)
      separator = ','
      await this.write(value)
    }
    this.#add('}')
  }

  /** @returns false for a value that is too large, or contains one that is. */
  #writeSmall(value: unknown): boolean {
    const left = valuesLeft(value, VALUES_AT_ONCE)
    if (left < 0) return false
    this.slices.spend((VALUES_AT_ONCE - left) / VALUES_PER_UNIT)
    this.#add(JSON.stringify(value) ?? 'null')
    return true
  }

  #add(text: string): void {
    this.#text += text
    if (this.#text.length < PIECE_LENGTH) return
    const piece = Buffer.from(this.#text)
    this.meter?.takeBytes(piece.length)
    this.#pieces.push(piece)
    this.#text = ''
  }
}

/** A long body as a stream. Its length is known. */
export class BodyStream extends Readable {
  #sent = 0

  constructor(readonly body: readonly Buffer[]) {
    super()
  }

  override _read(): void {
    this.push(this.body[this.#sent++] ?? null)
  }
}

/** The rest of an allowance once the values inside a value are counted; negative when it is exceeded. */
function valuesLeft(value: unknown, allowance: number): number {
  let left = allowance - 1
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return left
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && left >= 0; at++) left = valuesLeft(value[at], left)
    return left
  }
  for (const key in value) {
    if (left < 0) return left
    left = valuesLeft(Reflect.get(value, key), left)
  }
  return left
}

export const lengthOf = (body: Body): number =>
  typeof body === 'string' ? Buffer.byteLength(body) : isBytes(body) ? body.length : lengthOfPieces(body)

/** Needed to distinguish arrays from buffers: the type of a buffer has an index signature as well. */
const isBytes = (body: Buffer | readonly Buffer[]): body is Buffer => Buffer.isBuffer(body)

const lengthOfPieces = (pieces: readonly Buffer[]): number => pieces.reduce((sum, { length }) => sum + length, 0)

/** Sends a body, and ends the response. The pieces of a long one are written as the client reads them. */
export function sendBody(response: ServerResponse, body: Body): void {
  if (typeof body === 'string' || isBytes(body)) return void response.end(body)
  let at = 0
  const send = (): void => {
    while (at < body.length) if (!response.write(body[at++])) return void response.once('drain', send)
    response.end()
  }
  send()
}
