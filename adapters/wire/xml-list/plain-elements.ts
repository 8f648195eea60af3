import { END_TAG, type RowKind, type RowMember, toPattern, Walk } from '../xml/rows/row-pattern.js'

const BLANK = /[ \t\r\n]*/y
const hasTwice = (members: readonly RowMember[]): boolean =>
  new Set(members.map(({ name }) => name)).size < members.length

const START_TAG = /<([A-Za-z_][\w.-]*)(\/?)>/y
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
    return toPattern(
      walk,
      members?.map((member) => ({ ...member, isLeftOut: children?.has(member.name) === false })) ?? null,
    )
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
