// A row of a list, taken apart into what is the same in other rows and what is not. Only rows are looked at that were
// read before and found sound, so that nothing is checked here but whether a row is of the plain kind.

import { type ScalarType, scalarType } from './xml-rpc-scalar.js'

/** What a value of a row is: text that differs from row to row, a type of XML-RPC, or the same whenever it is written so. */
export type ValueKind = ScalarType | { readonly constant: '' | null }

/** A member of a row, in the order of the document: a value, or a row in it. */
export type RowMember = (
  | { readonly name: string; readonly kind: ValueKind }
  | { readonly name: string; readonly members: readonly RowMember[] }
) & {
  /** Nobody reads it: it is checked, and nothing is made of it. */
  readonly isLeftOut?: boolean
}

export interface RowPattern {
  /** What stands before each value that differs, and behind the last. */
  readonly between: readonly string[]
  readonly members: readonly RowMember[]
}

/** Takes a row apart; null when it is not plain, so that rows like it are read tag by tag. */
export interface RowKind {
  readonly patternOf: (row: string) => RowPattern | null
  /** How much deeper than around it elements are nested in a plain row, at most. */
  readonly rise: number
}

/** Reads a text from its beginning to its end. */
class Walk {
  #at = 0
  #from = 0
  readonly between: string[] = []
  constructor(private readonly text: string) {}

  /** What stands here, when it is of this form; null otherwise. The expression is sticky. */
  take(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.#at
    const match = form.exec(this.text)
    if (match !== null) this.#at = form.lastIndex
    return match
  }

  /** Text that differs begins here, and ends with the next tag. */
  takeValue(): void {
    this.between.push(this.text.slice(this.#from, this.#at))
    const end = this.text.indexOf('<', this.#at)
    this.#from = this.#at = end < 0 ? this.text.length : end
  }

  /** Whether everything was read. */
  ends(): boolean {
    this.between.push(this.text.slice(this.#from))
    return this.#at === this.text.length
  }

  /** Whether there is nothing but text up to the end tag of this element. */
  isValueOf(name: string): boolean {
    const end = this.text.indexOf('<', this.#at)
    return end >= 0 && this.text.startsWith(`</${name}>`, end)
  }
}

const ASCII = /^[\0-\x7e]*$/
const BLANK = /[ \t\r\n]*/y
const hasTwice = (members: readonly RowMember[]): boolean => new Set(members.map(({ name }) => name)).size < members.length

const toPattern = (walk: Walk, members: readonly RowMember[] | null): RowPattern | null =>
  members !== null && walk.ends() && walk.between.every((text) => ASCII.test(text)) ? { between: walk.between, members } : null

const START_TAG = /<([A-Za-z_][\w.-]*)(\/?)>/y
const END_TAG = /<\/[A-Za-z_][\w.-]*>/y
/** Rows in rows: as deep as vendors nest them. */
const MAX_NESTING = 3

/**
 * Rows that are elements: `<call><id>7</id><to/></call>`.
 * @param children the names of those that are read; all unless given.
 */
export const plainElements = (rowElement: string, children?: ReadonlySet<string>): RowKind => ({
  rise: 1 + MAX_NESTING,
  patternOf(row) {
    const walk = new Walk(row)
    const isRow = walk.take(START_TAG)?.[1] === rowElement && row.startsWith(`<${rowElement}>`)
    const members = isRow ? elementsOf(walk, MAX_NESTING) : null
    return toPattern(walk, members?.map((member) => ({ ...member, isLeftOut: children?.has(member.name) === false })) ?? null)
  },
})

/** The children of an element, and its end tag. */
function elementsOf(walk: Walk, levels: number): readonly RowMember[] | null {
  const members: RowMember[] = []
  walk.take(BLANK)
  for (let start = walk.take(START_TAG); start !== null; start = walk.take(START_TAG)) {
    const [, name = '', slash] = start
    const member = slash === '/' ? { name, kind: { constant: '' } as const } : elementOf(walk, name, levels)
    if (member === null) return null
    members.push(member)
    walk.take(BLANK)
  }
  // Of children with the same name the first counts.
  return hasTwice(members) || walk.take(END_TAG) === null ? null : members
}

function elementOf(walk: Walk, name: string, levels: number): RowMember | null {
  if (!walk.isValueOf(name)) {
    const members = levels === 1 ? null : elementsOf(walk, levels - 1)
    return members === null ? null : { name, members }
  }
  walk.takeValue()
  walk.take(END_TAG)
  return { name, kind: 'string' }
}

const STRUCT = /<value>[ \t\r\n]*<struct>[ \t\r\n]*/y
const MEMBER = /<member>[ \t\r\n]*<name>([ -%'-;=-~]*)<\/name>[ \t\r\n]*<value>/y
const EMPTY = /<(string|nil)\/>/y
const TYPE = /<([A-Za-z][\w.]*)>/y
const END_OF_MEMBER = /[ \t\r\n]*<\/value>[ \t\r\n]*<\/member>[ \t\r\n]*/y
const END_OF_STRUCT = /<\/struct>[ \t\r\n]*<\/value>/y
const NO_PREFIXES = { has: () => false }

/** Rows that are structs of XML-RPC, in an array. */
export const plainStructs: RowKind = {
  // value, struct, member, value, type
  rise: 5,
  patternOf(row) {
    const walk = new Walk(row)
    if (walk.take(STRUCT) === null) return null
    const members: RowMember[] = []
    for (let start = walk.take(MEMBER); start !== null; start = walk.take(MEMBER)) {
      const kind = scalarOf(walk)
      if (kind === null || walk.take(END_OF_MEMBER) === null) return null
      members.push({ name: start[1] ?? '', kind })
    }
    // A member that comes twice has its last value, as when they are set one after another.
    return walk.take(END_OF_STRUCT) === null ? null : toPattern(walk, members)
  },
}

function scalarOf(walk: Walk): ValueKind | null {
  const empty = walk.take(EMPTY)?.[1]
  if (empty !== undefined) return { constant: empty === 'nil' ? null : '' }
  const type = walk.take(TYPE)?.[1]
  if (type === undefined && !walk.isValueOf('value')) return null
  const kind = type === undefined ? 'string' : scalarType(type, NO_PREFIXES)
  if (kind === undefined || (type !== undefined && !walk.isValueOf(type))) return null
  walk.takeValue()
  if (type !== undefined) walk.take(END_TAG)
  return kind
}
