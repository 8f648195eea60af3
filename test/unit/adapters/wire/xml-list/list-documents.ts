// Lists as vendors write them: the same tags row after row, but for a field that is empty, missing or written otherwise.

import fc from 'fast-check'
import { withOddities } from '../xml/xml-documents.js'

const NAMES = ['id', 'src', 'a', 'b', 'Ring_duration', 'ns:t', 'é', 'user'] as const
const VALUES = [
  '+4581808888',
  '0',
  ' ',
  '\n',
  'Søn',
  'Žemaitė',
  '😀 & co',
  ']',
  ' x ',
  'a\r\nb',
  'Nordlys & Co',
  '<b>',
  'x'.repeat(40),
]
const escape = (raw: string): string => raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const inSection = (raw: string): string => `<![CDATA[${raw}]]>`

interface Shape {
  readonly row: string
  readonly fields: readonly string[]
  /** Between two tags. */
  readonly gap: string
  /** A row inside of each row, under another name. */
  readonly inner: string | null
}
const shape: fc.Arbitrary<Shape> = fc.record({
  row: fc.constantFrom('row', 'active_call', 'ø'),
  fields: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 5 }),
  gap: fc.constantFrom('', '\n  ', '\r\n\t', ' '),
  inner: fc.constantFrom(null, null, 'device'),
})

/** How one field is written; mostly in the same way. */
const writing = fc.oneof(
  { weight: 12, arbitrary: fc.constant('text' as const) },
  { weight: 2, arbitrary: fc.constantFrom('empty' as const, 'closed' as const, 'missing' as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('section' as const, 'attribute' as const, 'comment' as const, 'spaced' as const),
  },
)
type Writing = 'text' | 'empty' | 'closed' | 'missing' | 'section' | 'attribute' | 'comment' | 'spaced'

function writeField(name: string, how: Writing, value: string): string {
  const written: Readonly<Record<Writing, string>> = {
    text: `<${name}>${escape(value)}</${name}>`,
    empty: `<${name}></${name}>`,
    closed: `<${name}/>`,
    missing: '',
    section: `<${name}>${inSection(value)}</${name}>`,
    attribute: `<${name} of="1">${escape(value)}</${name}>`,
    comment: `<!-- c --><${name}>${escape(value)}<!----></${name}>`,
    spaced: `<${name} >${escape(value)}</${name}\n>`,
  }
  return written[how]
}

const cell = fc.tuple(writing, fc.constantFrom(...VALUES))

function writeRow({ row, fields, gap, inner }: Shape, cells: readonly (readonly [Writing, string])[]): string {
  const written = fields.map((name, at) => writeField(name, ...(cells[at] ?? ['missing', ''])))
  const body = written.map((field) => gap + field).join('')
  return `${gap}<${row}>${body}${inner === null ? '' : `${gap}<${inner}>${body}${gap}</${inner}>`}${gap}</${row}>`
}

/** Lists of a few rows of one or two shapes. */
export const lists = fc
  .tuple(
    fc.array(shape, { minLength: 1, maxLength: 2 }),
    fc.array(fc.tuple(fc.nat(1), fc.array(cell, { minLength: 5, maxLength: 5 })), { minLength: 2, maxLength: 12 }),
  )
  .map(([shapes, rows]) => {
    const written = rows.map(([which, cells]) => {
      const chosen = shapes[which % shapes.length]
      return chosen === undefined ? '' : writeRow(chosen, cells)
    })
    return `<?xml version="1.0"?>\n<page>\n<rows>${written.join('')}</rows></page>\n`
  })

/** The same with texts that are not well-formed. */
export const oddLists = withOddities(lists)
