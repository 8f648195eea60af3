import { isAscii } from 'node:buffer'
import { TextDecoder } from 'node:util'
import type { Decoder } from '../../adapters/contract.js'
import { protocolFault } from '../../adapters/wire/faults.js'
import type { BodySink } from './exchange.js'

// The last stage of a body: bytes become text, by the character set that the answer declares.

const CHARSET_PARAMETER = /;\s*charset\s*=\s*"?([^\s";]+)/i
const XML_ENCODING = /^<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/

/** How far an XML declaration is waited for. */
const DECLARATION_BYTES = 256

const BYTE_ORDER_MARKS: readonly (readonly [mark: readonly number[], label: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
]

/** The character set that the first bytes name; null when it takes more bytes to know. */
function sniffCharset(first: Buffer, complete: boolean): string | null {
  const marked = BYTE_ORDER_MARKS.find(([mark]) => mark.every((byte, index) => first[index] === byte))
  if (marked !== undefined) return marked[1]
  const start = first.toString('latin1', 0, DECLARATION_BYTES)
  const mayDeclare = start.startsWith('<?xml'.slice(0, start.length))
  const whole = complete || first.length >= DECLARATION_BYTES || start.includes('?>')
  if (mayDeclare && !whole) return null
  const named = XML_ENCODING.exec(start)?.[1] ?? 'utf-8'
  // Whoever can be read as ASCII up to here is not UTF-16, whatever the declaration says.
  return /^utf-?16/i.test(named) ? 'utf-8' : named
}

function createTextDecoder(label: string, fatal: boolean, ignoreBOM = false): TextDecoder {
  try {
    return new TextDecoder(label, { fatal, ignoreBOM })
  } catch {
    throw protocolFault('text', 'a character set that is not known')
  }
}

/**
 * Hands the text to a decoder, piece by piece. The character set is that of the content type; without one, that of a
 * byte order mark or an XML declaration; without either, UTF-8.
 * @param strict bytes that are not of the character set are PROTOCOL; otherwise they are replaced. Replaced bytes could
 * make two names equal or break a number, so answers are read strictly and only error pages are not.
 * @param done receives what the decoder makes of it.
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
 * The same for a decoder that reads nothing before the end: until then the body is kept as bytes, which costs the
 * collector of garbage nothing, and is made text in one go.
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

/** ASCII is the same in UTF-8, and copied several times as fast as it is decoded. */
const textOf = (bytes: Buffer, label: string, strict: boolean): string =>
  UTF8.test(label) && isAscii(bytes) ? bytes.toString('latin1') : decodeWhole(createTextDecoder(label, strict), bytes)

function decodeWhole(text: TextDecoder, bytes: Buffer): string {
  try {
    return text.decode(bytes)
  } catch {
    throw notInCharset()
  }
}

const notInCharset = () => protocolFault('text in the declared character set', 'bytes that are not')

/** Text that comes in pieces, cut anywhere. */
class TextPieces {
  readonly #isUtf8: boolean
  readonly #decoder: TextDecoder
  /** Whether half a character may be left over from the piece before. */
  #mayBeCut = false
  #hasBegun = false

  constructor(label: string, strict: boolean) {
    this.#isUtf8 = UTF8.test(label)
    // Node's own way with the mark drops one in the middle, too, where the first character was cut.
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
