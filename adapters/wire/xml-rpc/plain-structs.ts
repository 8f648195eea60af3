import { END_TAG, type RowKind, type RowMember, toPattern, type ValueKind, Walk } from '../xml/rows/row-pattern.js'
import { scalarType } from '../xml/rows/scalar.js'

const STRUCT = /<value>[ \t\r\n]*<struct>[ \t\r\n]*/y
// Names with a ] are read tag by tag: a ]]> in one is counted as a repair for each row.
const MEMBER = /<member>[ \t\r\n]*<name>([ -%'-;=-\\^-~]*)<\/name>[ \t\r\n]*<value>/y
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
