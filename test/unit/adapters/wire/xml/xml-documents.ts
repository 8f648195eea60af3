// Documents for the scanner: well-formed ones with everything that XML has, and what random damage makes of them.

import fc from 'fast-check'

const name = fc.constantFrom(
  'a',
  'b',
  'row',
  'x-y',
  'ns:t',
  '_1',
  '__proto__',
  'constructor',
  'é',
  'a·b',
  '𐐀n',
  'value',
)
const space = fc.constantFrom('', ' ', '\n', '\r\n\t', '  \n')
const reference = fc.constantFrom('&amp;', '&lt;', '&gt;', '&quot;', '&apos;', '&#65;', '&#x1F600;', '&#13;', '&#0009;')
const word = fc.constantFrom(
  'plain',
  '+4570305050',
  ' ',
  '\n',
  '\r\n',
  '\r',
  '\t',
  ']',
  ']]',
  '>',
  '"',
  "'",
  'é',
  '😀',
  '\u{7F}',
)
const text = fc.array(fc.oneof(word, reference), { maxLength: 4 }).map((parts) => parts.join('').replaceAll(']]>', ''))
const comment = fc.constantFrom('<!---->', '<!-- a -->', '<!-- <b> & ]]> - -->', '<!--é\n-->')
const section = fc.constantFrom('<![CDATA[]]>', '<![CDATA[<a> & ]]]]>', '<![CDATA[\r\n&amp;]>é]]>', '<![CDATA[x]]>')
const instruction = fc.constantFrom('<?go?>', '<?go on > ??>', '<?xml-stylesheet href="x"?>')

const value = fc
  .oneof(
    fc.array(fc.oneof(fc.constantFrom('v', ' ', '\t\n', '\r\n', '>', 'é', ']]>', '/>'), reference), { maxLength: 3 }),
  )
  .map((parts) => parts.join(''))
const attribute = fc
  .record({ name, gap: space, before: space, after: space, quote: fc.constantFrom('"', "'"), value })
  .map((made) => ({ ...made, text: `${made.name}${made.before}=${made.after}${made.quote}${made.value}${made.quote}` }))
const attributes = fc
  .uniqueArray(attribute, { maxLength: 3, selector: (made) => made.name })
  .map((list) => list.map((made) => ` ${made.gap}${made.text}`).join(''))

const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  element: fc.record({ name, attributes, gap: space, content: tie('content'), empty: fc.boolean() }).map((made) => {
    const start = `<${made.name}${made.attributes}${made.gap}`
    return made.empty ? `${start}/>` : `${start}>${made.content}</${made.name}${made.gap}>`
  }),
  content: fc
    .array(fc.oneof({ depthSize: 'small' }, text, space, comment, section, instruction, tie('element')), {
      maxLength: 5,
    })
    .map((parts) => parts.join('').replaceAll(/\]\]>(?!<|$)/g, ']]>')),
}))

const declaration = fc.constantFrom(
  '',
  '\u{FEFF}',
  '<?xml version="1.0"?>',
  "<?xml version='1.0' encoding='UTF-8'?>\n",
  '\u{FEFF}<?xml\tversion = "1.0" encoding="utf-8" standalone="yes" ?>',
)
const outside = fc.array(fc.oneof(space, comment, instruction), { maxLength: 2 }).map((parts) => parts.join(''))

/** Mostly well-formed; a ]] that meets a > by chance is not. */
export const documents = fc.tuple(declaration, outside, element, outside).map((parts) => parts.join(''))

const MARKS = [
  '<',
  '>',
  '&',
  ';',
  '"',
  "'",
  '/',
  '?',
  '!',
  '-',
  ']',
  '[',
  '=',
  ' ',
  '\r',
  'a',
  'é',
  '\0',
  '\u{1}',
  '\u{FFFE}',
  '\u{D800}',
  '\f',
  '\u{FFFD}',
]
const FRAGMENTS = [
  '<!DOCTYPE a>',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?xml version="1.0"?>',
  '</a>',
  '<a>',
  '&#0;',
  '&nope;',
  '&laquo;',
  '&#x1;',
  '&#000000000000000000000000000000000000065;',
  '<?',
  '&#xD800;',
  '<a a="1" a="2"/>',
]
const damage = fc.record({
  kind: fc.constantFrom('insert', 'remove', 'replace', 'repeat', 'truncate', 'move'),
  at: fc.nat({ max: 2 ** 30 }),
  length: fc.integer({ min: 1, max: 6 }),
  mark: fc.oneof(fc.constantFrom(...MARKS), fc.constantFrom(...FRAGMENTS)),
})

/** Documents that something happened to, once to three times. */
export const damaged = (sound: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(sound, fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([document, damages]) => damages.reduce(harm, document))

function harm(
  document: string,
  { kind, at, length, mark }: { kind: string; at: number; length: number; mark: string },
): string {
  const from = at % (document.length + 1)
  const before = document.slice(0, from)
  const piece = document.slice(from, from + length)
  const after = document.slice(from + length)
  if (kind === 'insert') return before + mark + piece + after
  if (kind === 'remove') return before + after
  if (kind === 'replace') return before + mark + after
  if (kind === 'repeat') return before + piece + piece + after
  return kind === 'truncate' ? before : before + after + piece
}

const ODDITIES = ['&', ' & ', '&laquo;', ']]>', '\u{1}', '\f', '&#0;', '&#x41', '\u{FFFE}', '\u{D800}'] as const

/** Documents with texts that are not well-formed. */
export const withOddities = (sound: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(sound, fc.array(fc.tuple(fc.nat(), fc.constantFrom(...ODDITIES)), { minLength: 1, maxLength: 4 }))
    .map(([document, odd]) => odd.reduce(insertText, document))

/** At the end of an element, which is always text. */
function insertText(document: string, [which, oddity]: readonly [number, string]): string {
  const endTags = [...document.matchAll(/<\//g)]
  const at = endTags[which % endTags.length]?.index ?? 0
  return document.slice(0, at) + oddity + document.slice(at)
}
