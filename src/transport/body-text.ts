import { isAscii } from 'node:buffer'
import { TextDecoder } from 'node:util'
import type { Decoder, RepairCount } from '../../adapters/contract.js'
import { protocolFault } from '../../adapters/wire/faults.js'
import type { BodySink } from './exchange.js'

// The last stage of a body: bytes are decoded to text in the character set that the response declares.

const CHARSET_PARAMETER = /;\s*charset\s*=\s*"?([^\s";]+)/i
/** Some templates leave a blank line before the declaration. */
const XML_ENCODING = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/

/** How many bytes are buffered at most while looking for an XML declaration. */
const DECLARATION_BYTES = 256

const BYTE_ORDER_MARKS: readonly (readonly [mark: readonly number[], label: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
]

/**
 * The character set of a body. A byte order mark wins, as browsers have it: no other text begins with one. Then the
 * content type, then the XML declaration, then UTF-8. A label that nobody knows is passed over where a declaration is
 * clear.
 * @param first the first bytes of the body.
 * @param complete whether these are all.
 * @returns null when it takes more bytes to know.
 * @throws VendorFault PROTOCOL when there is nothing but a label that is not known.
 */
function chooseCharset(contentType: string, first: Buffer, complete: boolean): string | null {
  for (const [mark, label] of BYTE_ORDER_MARKS) {
    const seen = mark.slice(0, first.length)
    if (!seen.every((byte, index) => first[index] === byte)) continue
    if (seen.length === mark.length) return label
    if (!complete) return null
  }
  const inHeader = CHARSET_PARAMETER.exec(contentType)?.[1]
  if (inHeader !== undefined && isKnown(inHeader)) return inHeader
  const start = first.toString('latin1', 0, DECLARATION_BYTES)
  const mayDeclare = '<?xml'.startsWith(start.trimStart().slice(0, 5))
  const whole = complete || first.length >= DECLARATION_BYTES || start.includes('?>')
  if (mayDeclare && !whole) return null
  const declared = XML_ENCODING.exec(start)?.[1]
  // What can be read as ASCII up to here is not UTF-16, whatever the declaration says.
  const inDeclaration = declared !== undefined && /^utf-?16/i.test(declared) ? 'utf-8' : declared
  const label = inDeclaration ?? (inHeader === undefined ? 'utf-8' : undefined)
  if (label === undefined || !isKnown(label)) throw protocolFault('text', 'a character set that is not known')
  return label
}

function isKnown(label: string): boolean {
  try {
    new TextDecoder(label)
    return true
  } catch {
    return false
  }
}

/**
 * Hands the text to a decoder, piece by piece, in the character set that `chooseCharset` finds. A decoder that repairs
 * values gets U+FFFD for bytes that are not of the character set, and they are counted as its repairs; it refuses
 * them itself where they matter, which is in markup.
 * @param strict for any other decoder: bytes that are not of the character set are PROTOCOL; otherwise they are
 * replaced. Replaced bytes could make two names equal or break a number, so only error pages are not read strictly.
 * @param done receives what the decoder makes of it.
 */
export function toText<Result>(
  contentType: string,
  strict: boolean,
  decoder: Decoder<Result>,
  done: (result: Result) => void,
): BodySink {
  let text: TextPieces | null = null
  let first: Buffer = Buffer.alloc(0)

  const feed = (from: TextPieces, bytes: Buffer | null): void => {
    const piece = from.decode(bytes)
    if (piece !== '') decoder.write(piece)
  }
  const open = (chunk: Buffer, complete: boolean): void => {
    first = first.length === 0 ? chunk : Buffer.concat([first, chunk])
    const label = chooseCharset(contentType, first, complete)
    if (label === null) return
    text = new TextPieces(label, strict, decoder.repairs)
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
  return {
    write: (chunk) => void chunks.push(chunk),
    end: () => {
      const [only] = chunks
      const bytes = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks)
      chunks.length = 0
      const label = chooseCharset(contentType, bytes, true) ?? 'utf-8'
      const text = textOf(bytes, label, strict, decoder.repairs)
      if (text !== '') decoder.write(text)
      done(decoder.end())
    },
    close: () => void (chunks.length = 0),
  }
}

const BYTE_ORDER_MARK = '\u{FEFF}'
const UTF8 = /^utf-?8$/i

/** ASCII is the same in UTF-8, and copied several times as fast as it is decoded. */
function textOf(bytes: Buffer, label: string, strict: boolean, repairs: RepairCount | undefined): string {
  if (UTF8.test(label) && isAscii(bytes)) return bytes.toString('latin1')
  const text = decodeWhole(new TextDecoder(label, { fatal: strict && repairs === undefined }), bytes)
  if (repairs !== undefined) repairs.count += countReplaced(text, bytes, UTF8.test(label))
  return text
}

function decodeWhole(text: TextDecoder, bytes: Buffer): string {
  try {
    return text.decode(bytes)
  } catch {
    throw notInCharset()
  }
}

const notInCharset = () => protocolFault('text in the declared character set', 'invalid bytes')

const REPLACEMENT = '\u{FFFD}'

/** Text that comes in pieces, cut anywhere. */
class TextPieces {
  readonly #isUtf8: boolean
  readonly #decoder: TextDecoder
  /** Whether the previous piece may have ended within a character. */
  #mayBeCut = false
  #hasBegun = false
  /** The last bytes before this piece, which may hold the beginning of a U+FFFD that the vendor has sent itself. */
  #tail: Buffer = Buffer.alloc(0)

  constructor(
    label: string,
    strict: boolean,
    private readonly repairs: RepairCount | undefined,
  ) {
    this.#isUtf8 = UTF8.test(label)
    const fatal = strict && repairs === undefined
    // Node's own way with the mark drops one in the middle, too, where the first character was cut.
    this.#decoder = new TextDecoder(label, { fatal, ignoreBOM: true })
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
    const text = this.#decodeAny(bytes)
    if (this.repairs !== undefined) this.#count(text, bytes ?? Buffer.alloc(0), this.repairs)
    this.#mayBeCut = bytes !== null && (bytes.at(-1) ?? 0) > 0x7f
    return text
  }

  #decodeAny(bytes: Buffer | null): string {
    try {
      return bytes === null ? this.#decoder.decode() : this.#decoder.decode(bytes, { stream: true })
    } catch {
      throw notInCharset()
    }
  }

  #count(text: string, bytes: Buffer, repairs: RepairCount): void {
    if (text.includes(REPLACEMENT)) {
      repairs.count += countReplaced(text, Buffer.concat([this.#tail, bytes]), this.#isUtf8)
    }
    // Copied: a view would keep all of what came off the socket.
    this.#tail = bytes.length > 1 ? Buffer.from(bytes.subarray(-2)) : Buffer.concat([this.#tail, bytes]).subarray(-2)
  }
}

/** How many characters stand for bytes that were replaced: those that the vendor has sent as U+FFFD in UTF-8 do not. */
function countReplaced(text: string, bytes: Buffer, isUtf8: boolean): number {
  return count(text, REPLACEMENT) - (isUtf8 ? count(bytes, REPLACEMENT) : 0)
}

function count(text: { indexOf(part: string, from: number): number }, part: string): number {
  let found = 0
  for (let at = text.indexOf(part, 0); at >= 0; at = text.indexOf(part, at + 1)) found++
  return found
}
