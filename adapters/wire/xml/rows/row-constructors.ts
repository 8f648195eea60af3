import type { MadeRow } from '../syntax/events.js'
import type { XmlPiece } from '../syntax/piece.js'
import { readText } from '../syntax/text.js'
import type { RowMember, ValueKind } from './row-pattern.js'
import { readScalar } from './scalar.js'

// Makes rows of one shape. A row that gets one member after another is moved in memory a few times, and its members are
// looked up in V8's tables; a constructor that sets them all makes it in one go, and as small as can be.

/**
 * Where the values of a row stand in a piece: for each that differs, in order, its beginning and its end. An end that
 * is -1 - end says that the text has references or line ends to be replaced.
 */
export type Bounds = Int32Array

export type MakeRow = (piece: XmlPiece, bounds: Bounds) => MadeRow

type Construct = new (piece: XmlPiece, bounds: Bounds, shape: readonly Slot[]) => MadeRow
interface Slot {
  readonly kind: ValueKind
  /** Of its bounds. */
  readonly at: number
}

/** The makers of rows; those with the same members have one constructor in common. */
export class RowMakers {
  readonly #known = new Map<string, Construct>()

  makerOf(members: readonly RowMember[]): MakeRow {
    const made = members.filter(({ isLeftOut }) => isLeftOut !== true)
    const key = JSON.stringify(namesOf(made))
    const Construct = this.#known.get(key) ?? generate(made)
    this.#known.set(key, Construct)
    const slots = slotsOf(members)
    return (piece, bounds) => {
      for (const slot of slots.leftOut) check(piece, bounds, slot)
      return new Construct(piece, bounds, slots.made)
    }
  }

  clear(): void {
    this.#known.clear()
  }
}

type Names = readonly (string | readonly [string, Names])[]
const namesOf = (members: readonly RowMember[]): Names =>
  members.map((member) => ('members' in member ? ([member.name, namesOf(member.members)] as const) : member.name))

/** Of all values, those of inner rows among them, in the order of the document. */
function slotsOf(members: readonly RowMember[]): { readonly made: readonly Slot[]; readonly leftOut: readonly Slot[] } {
  const made: Slot[] = []
  const leftOut: Slot[] = []
  let at = 0
  const add = (inner: readonly RowMember[], to: Slot[]): void => {
    for (const member of inner) {
      const into = member.isLeftOut === true ? leftOut : to
      if ('members' in member) add(member.members, into)
      else into.push({ kind: member.kind, at: typeof member.kind === 'string' ? 2 * at++ : 0 })
    }
  }
  add(members, made)
  return { made, leftOut }
}

/** Names come from a vendor: they go into the code as literals only. */
function generate(members: readonly RowMember[]): Construct {
  const code: string[] = []
  let values = 0
  const constructorOf = (inner: readonly RowMember[]): string => {
    const lines = inner.map((member) => {
      const value =
        'members' in member
          ? `new ${constructorOf(member.members)}(piece, bounds, slots)`
          : `value(piece, bounds, slots[${values++}])`
      return `this[${JSON.stringify(member.name)}] = ${value}`
    })
    const name = `Row${code.length}`
    code.push(`function ${name}(piece, bounds, slots) {\n${lines.join('\n')}\n}\n${name}.prototype = nothing`)
    return name
  }
  const main = constructorOf(members)
  return new Function('value', 'nothing', `'use strict'\n${code.join('\n')}\nreturn ${main}`)(valueOf, NOTHING)
}

/** Rows inherit nothing: a field named __proto__ is a field like any other. */
const NOTHING: object = Object.freeze(Object.create(null))

function valueOf(piece: XmlPiece, bounds: Bounds, { kind, at }: Slot): null | boolean | number | string {
  if (typeof kind !== 'string') return kind.constant
  const from = bounds[at] ?? 0
  const end = bounds[at + 1] ?? 0
  if (end < 0) {
    const text = readText(piece.cut(from, -1 - end), piece)
    return kind === 'string' ? text : readScalar(kind, text, piece)
  }
  return kind === 'string' ? piece.cutLatin(from, end) : readScalar(kind, piece.text.slice(from, end), piece)
}

/** Counts the repairs in a value that nobody reads, as when the row is read tag by tag. */
function check(piece: XmlPiece, bounds: Bounds, slot: Slot): void {
  const isPlainText = slot.kind === 'string' && (bounds[slot.at + 1] ?? 0) >= 0
  if (!isPlainText) valueOf(piece, bounds, slot)
}
