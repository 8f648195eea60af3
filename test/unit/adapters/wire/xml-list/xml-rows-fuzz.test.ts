import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { decodeXmlRows, type XmlRows } from '../../../../../adapters/wire/xml-list/list-decoder.js'
import { cases, cutAt, cuts, FUZZ_TIMEOUT_MS } from '../../../../support/fuzz.js'

const ROW = 'row'

const parser = new XMLParser({
  preserveOrder: true,
  parseTagValue: false,
  trimValues: false,
  ignoreAttributes: false,
  parseAttributeValue: false,
  attributeNamePrefix: '',
  htmlEntities: true,
})

interface Element {
  readonly name: string
  readonly attributes: unknown
  readonly text: string
  readonly children: readonly Element[]
}

/** Reads what fast-xml-parser gives: `[{ name: [inner…], ':@': attributes }, { '#text': '…' }]`. */
function toElements(nodes: unknown): Element[] {
  const list: readonly unknown[] = Array.isArray(nodes) ? nodes : []
  return list.flatMap((node) => {
    const { ':@': attributes, ...rest }: Record<string, unknown> = { ...(typeof node === 'object' ? node : {}) }
    return Object.entries(rest)
      .filter(([name]) => !name.startsWith('#') && !name.startsWith('?'))
      .map(([name, inner]) => ({ name, attributes, text: textOf(inner), children: toElements(inner) }))
  })
}

function textOf(nodes: unknown): string {
  const list: readonly unknown[] = Array.isArray(nodes) ? nodes : []
  return list
    .map((node) => (typeof node === 'object' && node !== null && '#text' in node ? String(node['#text']) : ''))
    .join('')
}

/** The first of each name, as text or as a nested row. */
const toRow = ({ children }: Element): Record<string, unknown> =>
  Object.fromEntries(
    children
      .map((child) => [child.name, child.children.length === 0 ? child.text : toRow(child)] as const)
      .toReversed(),
  )

interface Expected {
  readonly rows: unknown[]
  readonly texts: Map<string, unknown>
  readonly attributes: Map<string, unknown>
}

function collect(element: Element, path: string, expected: Expected): void {
  if (element.name === ROW) return void expected.rows.push(toRow(element))
  const { attributes, texts } = expected
  if (element.attributes !== undefined && !attributes.has(path)) attributes.set(path, element.attributes)
  if (element.children.length === 0 && !texts.has(path)) texts.set(path, element.text)
  for (const child of element.children) collect(child, `${path}/${child.name}`, expected)
}

function decodeByFastXmlParser(body: string): Expected {
  const expected: Expected = { rows: [], texts: new Map(), attributes: new Map() }
  for (const root of toElements(parser.parse(body, true))) collect(root, root.name, expected)
  return expected
}

function decode(chunks: readonly string[]): XmlRows {
  const decoder = decodeXmlRows({ rowElement: ROW })({ contentType: 'text/xml' })
  for (const chunk of chunks) decoder.write(chunk)
  return decoder.end()
}

const TEXTS = [
  '+4570305050',
  '0044',
  '0.10',
  '1e5',
  '0x1F',
  'true',
  ' ',
  '\n',
  'é',
  '😀',
  '&amp;',
  '&lt;',
  '&#233;',
  '&#x41;',
]
const SECTIONS = ['<![CDATA[<a> & b]]>', '<![CDATA[]]>', '&gt;<![CDATA[b]]>c']
const text = fc.array(fc.constantFrom(...TEXTS, ...SECTIONS), { maxLength: 3 }).map((parts) => parts.join(''))
const space = fc.constantFrom('', '\n', '\n  ', '<!-- note -->')
const attributes = fc.constantFrom('', '', ' page="0"', " page='1' total='+03'", ' uri="?a=1&amp;b=2"')
const name = fc.constantFrom('id', 'status', 'src', 'a', 'b', 'Ring_duration')

const { row, place } = fc.letrec<{ row: string; field: string; place: string }>((tie) => ({
  row: fc
    .tuple(space, fc.array(tie('field'), { maxLength: 4 }))
    .map(([gap, fields]) => `<${ROW}>${gap}${fields.join(gap)}</${ROW}>`),
  field: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(name, text).map(([tag, inner]) => (inner === '' ? `<${tag}/>` : `<${tag}>${inner}</${tag}>`)),
    fc
      .tuple(fc.oneof(name, fc.constant(ROW)), space, fc.array(tie('field'), { minLength: 1, maxLength: 3 }))
      .map(([tag, gap, inner]) => `<${tag}>${gap}${inner.join(gap)}</${tag}>`),
  ),
  place: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(name, attributes, text).map(([tag, some, inner]) => `<${tag}${some}>${inner}</${tag}>`),
    fc
      .tuple(name, attributes, space, fc.array(fc.oneof(tie('place'), tie('row')), { minLength: 1, maxLength: 4 }))
      .map(([tag, some, gap, inner]) => `<${tag}${some}>${gap}${inner.join(gap)}${gap}</${tag}>`),
  ),
}))
const documents = fc
  .tuple(
    fc.constantFrom('', '<?xml version="1.0" encoding="UTF-8"?>\n'),
    attributes,
    fc.array(fc.oneof(place, row), { maxLength: 4 }),
  )
  .map(([declaration, some, inner]) => `${declaration}<page${some}>${inner.join('\n')}</page>`)

test(
  'lists are read as fast-xml-parser reads them, wherever they are cut',
  () => {
    let rows = 0
    fc.assert(
      fc.property(documents, cuts, (document, positions) => {
        const ours = decode(cutAt(document, positions))
        const expected = decodeByFastXmlParser(document)
        rows += ours.rows.length
        expect(ours.rows).toEqual(expected.rows)
        expect(ours.texts).toEqual(expected.texts)
        expect(ours.attributes).toEqual(expected.attributes)
      }),
      cases(500),
    )
    expect(rows).toBeGreaterThan(200)
  },
  FUZZ_TIMEOUT_MS,
)
