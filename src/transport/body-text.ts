import { isAscii } from 'node:buffer'
import { TextDecoder } from 'node:util'
import type { Decoder } from '../../adapters/contract.js'
import { protocolFault } from '../../adapters/wire/faults.js'
import type { BodySink } from './exchange.js'

// The last stage of a body: bytes are decoded to text in the character set that the response declares.

const CHARSET_PARAMETER = /;\s*charset\s*=\s*"?([^\s";]+)/i
const XML_ENCODING = /^<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/

/** How many bytes are buffered at most while looking for an XML declaration. */
const DECLARATION_BYTES = 256

const BYTE_ORDER_MARKS: readonly (readonly [mark: readonly number[], label: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
]

/** Returns the character set that the first bytes declare; null when more bytes are needed to decide. */
function sniffCharset(first: Buffer, complete: boolean): string | null {
  const marked = BYTE_ORDER_MARKS.find(([mark]) => mark.every((byte, index) => first[index] === byte))
  if (marked !== undefined) return marked[1]
  const start = first.toString('latin1', 0, DECLARATION_BYTES)
  const mayDeclare = start.startsWith('<?xml'.slice(0, start.length))
  const whole = complete || first.length >= DECLARATION_BYTES || start.includes('?>')
  if (mayDeclare && !whole) return null
  const named = XML_ENCODING.exec(start)?.[1] ?? 'utf-8'
  // Text that is readable as ASCII up to here cannot be UTF-16, whatever the declaration says.
  return /^utf-?16/i.test(named) ? 'utf-8' : named
}

function createTextDecoder(label: string, fatal: boolean, ignoreBOM = false): TextDecoder {
  try {
    return new TextDecoder(label, { fatal, ignoreBOM })
  } catch {
    throw protocolFault('text', 'an unknown character set')
  }
}

/**
 * Passes the text to a decoder, piece by piece. The character set is taken from the content type; without one, from a
 * byte order mark or an XML declaration; otherwise it is UTF-8.
 * @param strict true: bytes that are invalid in the character set fail with PROTOCOL; false: they are replaced.
 * Replacement could make two names equal or break a number, so only error pages are read without `strict`.
 * @param done receives the decoder's result.
 */
export function toText<Result>(
  contentType: string,
  strict: boolean,
  decoder: Decoder<Result>,
  done: (result: Result) => void,
): BodySink {
  const declared = CHARSET_PARAMETER.exec(contentType)?.[1]
  let text = declared === undefined ? null : new TextPieces(declared, strict)
  let first: Buffer = Buffer.alloc(0)

  const feed = (from: TextPieces, bytes: Buffer | null): void => {
    const piece = from.decode(bytes)
    if (piece !== '') decoder.write(piece)
  }
  const open = (chunk: Buffer, complete: boolean): void => {
    first = first.length === 0 ? chunk : Buffer.concat([first, chunk])
    const label = sniffCharset(first, complete)
    if (label === null) return
    text = new TextPieces(label, strict)
    feed(text, first)
  }
  return {
    write: (chunk) => (text === null ? open(chunk, false) : feed(text, chunk)),
    end: () => {
      if (text === null) open(Buffer.alloc(0), true)
      if (text !== null) feed(text, null)
      done(decoder.end())
    },
    close: () => undefined,
  }
}

/**
 * The same for a decoder that needs the whole text: the body is kept as bytes, which add almost no work for the garbage
 * collector, and decoded at the end in one step.
 */
export function toTextAtEnd<Result>(
  contentType: string,
  strict: boolean,
  decoder: Decoder<Result>,
  done: (result: Result) => void,
): BodySink {
  const chunks: Buffer[] = []
  const declared = CHARSET_PARAMETER.exec(contentType)?.[1]
  if (declared !== undefined) createTextDecoder(declared, strict)
  return {
    write: (chunk) => void chunks.push(chunk),
    end: () => {
      const [only] = chunks
      const bytes = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks)
      chunks.length = 0
      const text = textOf(bytes, declared ?? sniffCharset(bytes, true) ?? 'utf-8', strict)
      if (text !== '') decoder.write(text)
      done(decoder.end())
    },
    close: () => void (chunks.length = 0),
  }
}

const BYTE_ORDER_MARK = '\u{FEFF}'
const UTF8 = /^utf-?8$/i

/** ASCII bytes are the same in UTF-8, and copying them is several times as fast as decoding. */
const textOf = (bytes: Buffer, label: string, strict: boolean): string =>
  UTF8.test(label) && isAscii(bytes) ? bytes.toString('latin1') : decodeWhole(createTextDecoder(label, strict), bytes)

function decodeWhole(text: TextDecoder, bytes: Buffer): string {
  try {
    return text.decode(bytes)
  } catch {
    throw notInCharset()
  }
}

const notInCharset = () => protocolFault('text in the declared character set', 'invalid bytes')

/** Decodes text that arrives in pieces, which may be cut within a character. */
class TextPieces {
  readonly #isUtf8: boolean
  readonly #decoder: TextDecoder
  /** Whether the previous piece may have ended within a character. */
  #mayBeCut = false
  #hasBegun = false

  constructor(label: string, strict: boolean) {
    this.#isUtf8 = UTF8.test(label)
    // The byte order mark is removed here: Node's own handling also removes one in the middle of the text when the first
    // character was cut.
    this.#decoder = createTextDecoder(label, strict, true)
  }

  /** @param bytes null at the end of the text. */
  decode(bytes: Buffer | null): string {
    if (bytes?.length === 0) return ''
    const text = this.#decode(bytes)
    const isMarked = !this.#hasBegun && text.startsWith(BYTE_ORDER_MARK)
    this.#hasBegun ||= text !== ''
    return isMarked ? text.slice(1) : text
  }

  #decode(bytes: Buffer | null): string {
    if (bytes !== null && this.#isUtf8 && !this.#mayBeCut && isAscii(bytes)) return bytes.toString('latin1')
    this.#mayBeCut = bytes !== null && (bytes.at(-1) ?? 0) > 0x7f
    try {
      return bytes === null ? this.#decoder.decode() : this.#decoder.decode(bytes, { stream: true })
    } catch {
      throw notInCharset()
    }
  }
}
