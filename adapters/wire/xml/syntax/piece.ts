import { Buffer } from 'node:buffer'

// A piece of a document beside its characters as bytes. Reading a byte from an array takes a fraction of the time that
// `charCodeAt` takes, and four of them can be compared at once; texts are still cut out of the string.

const INITIAL_SIZE = 1024
const MAX_KEPT = 512 * 1024
/** Behind the last character: a mark that ends every search, and room to read four bytes at the last one. */
const PADDING = 8

const SHORTEST_VIEW = 13

const LESS = 0x3c
/** Stands for every character beyond U+00FF; it is neither a part of a plain name nor of markup. */
export const NOT_LATIN = 0x7f
/** V8 keeps a text without these as bytes, and then sees at once that it has none. */
const BEYOND_LATIN = /[^\0-\xff]/

export class XmlPiece {
  text = ''
  length = 0
  /** How many repairs were made in the values of this piece. */
  repairs = 0
  /** One per character; at `length`, a `<`. */
  bytes = Buffer.alloc(INITIAL_SIZE)
  words = viewOf(this.bytes)
  private isWide = false
  private wide = Buffer.alloc(0)

  load(text: string): void {
    const { length } = text
    this.text = text
    this.length = length
    this.repairs = 0
    if (this.bytes.length < length + PADDING) {
      this.bytes = Buffer.alloc(Math.max(2 * this.bytes.length, length + PADDING))
      this.words = viewOf(this.bytes)
    }
    this.isWide = BEYOND_LATIN.test(text)
    if (this.isWide) this.loadWide(text)
    else this.bytes.write(text, 'latin1')
    this.bytes[length] = LESS
  }

  /** Lets go of the text; a piece of unusual length keeps no room. */
  clear(): void {
    this.text = ''
    this.length = 0
    if (this.bytes.length > MAX_KEPT) {
      this.bytes = Buffer.alloc(INITIAL_SIZE)
      this.words = viewOf(this.bytes)
    }
    if (this.wide.length > MAX_KEPT) this.wide = Buffer.alloc(0)
  }

  private loadWide(text: string): void {
    const { length } = text
    if (this.wide.length < 2 * length) this.wide = Buffer.alloc(4 * length)
    const { wide, bytes } = this
    wide.write(text, 'utf16le')
    for (let at = 0; at < length; at++) bytes[at] = wide[2 * at + 1] === 0 ? (wide[2 * at] ?? 0) : NOT_LATIN
  }

  /**
   * The text between two positions. V8 makes a longer text a view of the one that it is cut out of, which would keep the
   * whole piece for as long as one of its values is kept; so it is copied.
   */
  cut(from: number, to: number): string {
    if (to - from < SHORTEST_VIEW) return this.text.slice(from, to)
    return this.isWide ? this.wide.toString('utf16le', 2 * from, 2 * to) : this.bytes.toString('latin1', from, to)
  }

  /** The same where no character is beyond Latin-1. */
  cutLatin(from: number, to: number): string {
    return to - from < SHORTEST_VIEW ? this.text.slice(from, to) : this.bytes.toString('latin1', from, to)
  }

  /** The character here as its Latin-1 code, NOT_LATIN, or a `<` behind the end. */
  codeAt(at: number): number {
    return this.bytes[at] ?? LESS
  }
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView => new DataView(buffer, byteOffset, length)

/** A run of ASCII characters that is looked for often. */
export class XmlMark {
  readonly length: number
  private readonly words: Int32Array
  private readonly tail: number
  private readonly tailMask: number

  constructor(readonly text: string) {
    this.length = text.length
    const padded = new DataView(new ArrayBuffer(text.length + PADDING))
    new TextEncoder().encodeInto(text, new Uint8Array(padded.buffer))
    this.words = Int32Array.from({ length: text.length >> 2 }, (_, index) => padded.getInt32(4 * index, true))
    this.tail = padded.getInt32(4 * this.words.length, true)
    this.tailMask = 2 ** (8 * (text.length & 3)) - 1
  }

  /** Whether a piece has it here, wholly. */
  isAt(piece: XmlPiece, at: number): boolean {
    const end = at + this.length
    if (end > piece.length) return false
    const { words } = piece
    const own = this.words
    let position = at
    for (let index = 0; index < own.length; index++) {
      if (words.getInt32(position, true) !== own[index]) return false
      position += 4
    }
    return ((words.getInt32(position, true) ^ this.tail) & this.tailMask) === 0
  }
}
