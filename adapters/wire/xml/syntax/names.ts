import { malformedXml } from './faults.js'
import { NOT_LATIN, XmlMark, type XmlPiece } from './piece.js'

// Names of elements and attributes: what a name may be made of, and one object for each that a document repeats.

const NAME_START =
  ':A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}' +
  '\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFC}\\u{10000}-\\u{EFFFF}'
const NAME_REST = '\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}-\\u{2040}'
/** A Name of XML 1.0, fifth edition, without U+FFFD: that stands for bytes that could not be read, and markup is not repaired. */
const NAME = new RegExp(`^[${NAME_START}][${NAME_START}${NAME_REST}]*$`, 'u')

/** By byte: whether a name may go on with it. What is beyond ASCII is let through here and checked by NAME. */
const IN_NAME = new Uint8Array(256)
for (const character of ':_-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') {
  IN_NAME[character.charCodeAt(0)] = 1
}
IN_NAME.fill(1, NOT_LATIN)

/** A name, its tags without attributes, and the events that they emit. */
export class XmlName {
  /** Null when the name is not ASCII: then its tags are compared as text. */
  readonly startTag: XmlMark | null = null
  readonly endTag: XmlMark | null = null
  readonly opening: XmlStep = { kind: 'open', name: this }
  readonly closing: XmlStep = { kind: 'close', name: this }

  constructor(readonly text: string) {
    if (/^[\0-\x7e]*$/.test(text)) {
      this.startTag = new XmlMark(`<${text}>`)
      this.endTag = new XmlMark(`</${text}>`)
    }
  }
}

const SLOTS = 512

/**
 * Reads names out of a document. A name that was read before comes back as the same object without being copied: a
 * list repeats a few dozen names a hundred thousand times. Bounded: two names that share a slot displace each other.
 */
export class XmlNames {
  private readonly slots: (XmlName | undefined)[] = new Array<XmlName | undefined>(SLOTS).fill(undefined)

  constructor(private readonly maxLength: number) {}

  /**
   * The name that begins here; its length says where it ends.
   * @returns null when the piece ends before the name does.
   * @throws VendorFault PROTOCOL when there is no name here, or one that XML does not allow or that is too long.
   */
  read(piece: XmlPiece, at: number): XmlName | null {
    const { bytes } = piece
    let end = at
    let hash = 0
    for (;;) {
      const code = bytes[end] ?? 0
      if (IN_NAME[code] === 0) break
      hash = (Math.imul(hash, 33) + code) | 0
      end++
    }
    if (end === piece.length && end - at <= this.maxLength) return null
    const slot = (hash ^ (hash >>> 9)) & (SLOTS - 1)
    const known = this.slots[slot]
    if (known !== undefined && known.text.length === end - at && piece.text.startsWith(known.text, at)) return known
    return this.admit(piece.text, at, end, slot)
  }

  private admit(text: string, at: number, end: number, slot: number): XmlName {
    if (end - at > this.maxLength) throw malformedXml(`a name of more than ${this.maxLength} characters`)
    const name = text.slice(at, end)
    if (!NAME.test(name)) throw malformedXml('a tag without a valid name')
    // Property keys are internalised by V8: comparing such a string with a literal is comparing two pointers.
    const admitted = new XmlName(Object.keys({ [name]: null })[0] ?? name)
    this.slots[slot] = admitted
    return admitted
  }
}

/** The event that one tag, or the white space between two, emits. */
export type XmlStep =
  | { readonly kind: 'open' | 'close'; readonly name: XmlName }
  | { readonly kind: 'text'; readonly text: string }
