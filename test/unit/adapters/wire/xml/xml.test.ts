import { describe, expect, test } from 'vitest'
import { VendorFault } from '../../../../../adapters/contract.js'
import { type XmlEvents, type XmlLimits, XmlScanner } from '../../../../../adapters/wire/xml/scanner.js'
import { inCharacters } from '../../../../support/fuzz.js'
import { readByScanner, scan } from './references.js'
import { escapeOddities } from './repaired.js'

const SILENT: XmlEvents = { open: () => undefined, text: () => undefined, close: () => undefined }

/** The error of the scanner for a document. */
function complaint(chunks: Iterable<string>, limits: Partial<XmlLimits> = {}): string {
  try {
    const scanner = new XmlScanner(SILENT, limits)
    for (const chunk of chunks) scanner.write(chunk)
    scanner.end()
  } catch (error) {
    if (error instanceof VendorFault && error.code === 'PROTOCOL') return error.message
    throw error
  }
  return 'nothing'
}

function* repeated(piece: string, times: number, before = '', after = ''): Generator<string> {
  yield before
  for (let count = 0; count < times; count++) yield piece
  yield after
}

describe('what the scanner reads', () => {
  test.each([
    ['\u{FEFF}<?xml version="1.0"?>\n<a>1</a>\n', ['<a> []', '"1"', '</a>']],
    ['<a x="1" y=\'"2"\'/>', ['<a> [["x","1"],["y","\\"2\\""]]', '</a>']],
    ['<a x="1\r\n2\t3&#10;4"/>', ['<a> [["x","1 2 3\\n4"]]', '</a>']],
    ['<a>1\r\n2\r3&#13;</a>', ['<a> []', '"1\\n2\\n3\\r"', '</a>']],
    ['<a>&lt;&#65;&#x1F600;&amp;amp;</a>', ['<a> []', '"<A😀&amp;"', '</a>']],
    ['<a><![CDATA[<&]]]]><!-- - -->\n<?p q?>b</a>', ['<a> []', '"<&]]\\nb"', '</a>']],
    ['<a ><b\n/></a\t>', ['<a> []', '<b> []', '</b>', '</a>']],
    ['<é:ñ>ø</é:ñ>', ['<é:ñ> []', '"ø"', '</é:ñ>']],
    ['<a> <b> </b> </a>', ['<a> []', '" "', '<b> []', '" "', '</b>', '" "', '</a>']],
  ])('%j', (document, events) => {
    expect(readByScanner([document])).toEqual(events)
    expect(readByScanner(inCharacters(document))).toEqual(events)
  })

  test('attributes of any name, without a prototype', () => {
    const seen: unknown[] = []
    const scanner = new XmlScanner({ ...SILENT, open: (_, attributes) => void seen.push(attributes) })
    scanner.write('<a __proto__="1" constructor="2"/>')
    scanner.end()
    expect(seen).toEqual([JSON.parse('{"__proto__":"1","constructor":"2"}')])
    expect(Object.getPrototypeOf(seen[0])).toBeNull()
  })

  test('text in one piece when the document is', () => {
    const texts: string[] = []
    const scanner = new XmlScanner({ ...SILENT, text: (text) => void texts.push(text) })
    scanner.write('<a>one &amp; two\r\n&lt;three&gt;</a>')
    scanner.end()
    expect(texts).toEqual(['one & two\n<three>'])
  })
})

describe('what the scanner repairs', () => {
  const zeros = '0'.repeat(100)
  test.each([
    ['<a>a & b</a>', ['<a> []', '"a & b"', '</a>'], 1],
    ['<a>&laquo;x&raquo; &nbsp</a>', ['<a> []', '"&laquo;x&raquo; &nbsp"', '</a>'], 3],
    ['<a>&;&&amp;&#;&#x;&amp</a>', ['<a> []', '"&;&&&#;&#x;&amp"', '</a>'], 5],
    ['<a>&AMP;&#X41;</a>', ['<a> []', '"&AMP;&#X41;"', '</a>'], 2],
    ['<a>]]></a>', ['<a> []', '"]]>"', '</a>'], 1],
    ['<a>]]]>]]&gt;]]>]></a>', ['<a> []', '"]]]>]]>]]>]>"', '</a>'], 2],
    ['<a>\0\f\u{1}\u{FFFE}</a>', ['<a> []', '"\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"', '</a>'], 4],
    ['<a>\u{D83D}x\u{DE00}</a>', ['<a> []', '"\u{FFFD}x\u{FFFD}"', '</a>'], 2],
    ['<a>\u{FFFD}</a>', ['<a> []', '"\u{FFFD}"', '</a>'], 0],
    ['<a>&#0;&#xD800;&#x110000;</a>', ['<a> []', '"\u{FFFD}\u{FFFD}\u{FFFD}"', '</a>'], 3],
    [`<a>&#${zeros}65;&#x${zeros}41;&#${zeros};</a>`, ['<a> []', '"AA\u{FFFD}"', '</a>'], 1],
    ['<a><![CDATA[\u{1}&]]></a>', ['<a> []', '"\u{FFFD}&"', '</a>'], 1],
    ['<a b="\u{1}&laquo; & ]]>"/>', ['<a> [["b","\u{FFFD}&laquo; & ]]>"]]', '</a>'], 3],
    ['<a b="\u{1}" c="&">&</a>', ['<a> [["b","\u{FFFD}"],["c","&"]]', '"&"', '</a>'], 3],
    ['\n<?xml version="1.0"?><a/>', ['<a> []', '</a>'], 0],
    ['\u{FEFF}\r\n <?xml version="1.1"?>\n<a/>', ['<a> []', '</a>'], 0],
  ])('%j', (document, events, repairs) => {
    expect(scan([document])).toEqual({ reading: events, repairs })
    expect(scan(inCharacters(document))).toEqual({ reading: events, repairs })
    for (let at = 1; at < document.length; at++)
      expect(scan([document.slice(0, at), document.slice(at)])).toEqual({ reading: events, repairs })
    expect(escapeOddities(document).repairs).toBe(repairs)
  })
})

describe('what the scanner refuses', () => {
  test.each([
    ['', 'expected XML, got an empty body'],
    ['\u{FEFF} \n', 'expected XML, got an empty body'],
    ['{"error":"no"}', 'expected XML, got JSON'],
    ['Can not access with these credentials', 'expected XML, got text'],
    ['<!DOCTYPE html><html>', 'expected XML, got an HTML page'],
    ['\n<!doctype HTML>', 'expected XML, got an HTML page'],
    ['<!-- -->', 'expected XML, got a document that is cut off before its root element'],
    ['<?xml version="1.0"', 'expected XML, got a document that is cut off before its root element'],
    ['<?xml version="1.0"?>Sorry', 'expected well-formed XML, got text before the root element'],
    ['<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', 'expected well-formed XML, got a document type declaration'],
    ['<a><!DOCTYPE a></a>', 'expected well-formed XML, got a document type declaration'],
    ['<a><?p \u{1}?></a>', 'expected well-formed XML, got a character that XML does not allow'],
    ['<a><b></a></b>', 'expected well-formed XML, got a mismatched end tag inside <b>'],
    ['<a></ab>', 'expected well-formed XML, got a mismatched end tag inside <a>'],
    ['<a><b>', 'expected well-formed XML, got a document that is cut off inside <b>'],
    ['<a/><!--', 'expected well-formed XML, got a document that is cut off behind its root element'],
    ['<a/>\u{D83D}', 'expected well-formed XML, got a document that is cut off behind its root element'],
    ['<a/></a>', 'expected well-formed XML, got an end tag outside the root element'],
    ['<a/><a/>', 'expected well-formed XML, got a second root element'],
    ['<a/>text', 'expected well-formed XML, got text behind the root element'],
    ['<![CDATA[a]]><a/>', 'expected well-formed XML, got text outside the root element'],
    ['<1/>', 'expected well-formed XML, got a tag without a valid name'],
    ['<a>< b/></a>', 'expected well-formed XML, got a tag without a valid name'],
    ['<a b="1" b="2"/>', 'expected well-formed XML, got an attribute twice in <a>'],
    ['<a b="<"/>', 'expected well-formed XML, got a < in an attribute of <a>'],
    ['<a b/>', 'expected well-formed XML, got an attribute without a value'],
    ['<a b=1/>', 'expected well-formed XML, got an attribute value without quotes'],
    ['<a b="1"c="2"/>', 'expected well-formed XML, got a malformed tag <a>'],
    ['<a><!-- -- --></a>', 'expected well-formed XML, got a -- inside a comment'],
    ['<a/> <?xml version="1.0"?>', 'expected well-formed XML, got an XML declaration that is not at the start'],
    ['<!-- --> <?xml version="1.0"?><a/>', 'expected well-formed XML, got an XML declaration that is not at the start'],
    ['<?xml version="2.0"?><a/>', 'expected well-formed XML, got a malformed XML declaration'],
    ['<a><!-- \u{1} --></a>', 'expected well-formed XML, got a character that XML does not allow'],
    ['<a\u{1}/>', 'expected well-formed XML, got a malformed tag <a>'],
    ['<a\u{FFFD}/>', 'expected well-formed XML, got a tag without a valid name'],
    ['<a \u{FFFD}="1"/>', 'expected well-formed XML, got a tag without a valid name'],
    ['&amp;<a/>', 'expected XML, got text'],
    ['<a/>&amp;', 'expected well-formed XML, got text behind the root element'],
    ['<a><![CDATA[]]', 'expected well-formed XML, got a document that is cut off inside <a>'],
    ['<a>&am', 'expected well-formed XML, got a document that is cut off inside <a>'],
    ['<a><?XML p?></a>', 'expected well-formed XML, got an XML declaration that is not at the start'],
    ['<?xml encoding="UTF-8"?><a/>', 'expected well-formed XML, got a malformed XML declaration'],
  ])('%j', (document, message) => {
    expect(complaint([document])).toBe(message)
    // Character by character the kind of a body may not be recognised in time; it is refused in any case.
    expect(complaint(inCharacters(document))).not.toBe('nothing')
  })

  test('a document that is cut anywhere', () => {
    const document = '<?xml version="1.0"?><a b="1">é &amp; <![CDATA[x]]><!-- c --><c/>\r\n<d>😀</d ></a>'
    expect(complaint([document])).toBe('nothing')
    for (let end = 0; end < document.length; end++) expect(complaint([document.slice(0, end)])).not.toBe('nothing')
  })

  test('errors show no more of a document than the name of an element, cut short', () => {
    const secret = 'demo-password'
    for (const document of [secret, `<a>${secret}`, `<a ${secret}="${secret}" ${secret}="">`, `<a>&${secret};</a>`]) {
      expect(complaint([document])).not.toContain(secret)
    }
    expect(complaint([`<${'x'.repeat(200)}>`])).toBe(
      `expected well-formed XML, got a document that is cut off inside <${'x'.repeat(40)}…>`,
    )
  })
})

describe('limits of the scanner', () => {
  test('depth', () => {
    expect(complaint(['<a>'.repeat(64), '</a>'.repeat(64)])).toBe('nothing')
    expect(complaint(repeated('<a>', 1_000_000))).toBe('expected well-formed XML, got elements nested deeper than 64')
    expect(complaint(['<a><a/></a>'], { maxDepth: 1 })).toBe(
      'expected well-formed XML, got elements nested deeper than 1',
    )
  })

  test('length of a name', () => {
    expect(complaint([`<${'x'.repeat(256)}/>`])).toBe('nothing')
    expect(complaint([`<${'x'.repeat(257)}/>`])).toBe(
      'expected well-formed XML, got a name of more than 256 characters',
    )
    expect(complaint(repeated('x'.repeat(65_536), 160, '<'))).toContain('a name of more than 256 characters')
  })

  // If any of these were quadratic, it would not end in time.
  const block = 'x'.repeat(65_536)
  test.each([
    ['an attribute', repeated(block, 160, '<a b="', '"/>'), 'a tag of more than 1048576 characters'],
    ['attributes', repeated(' b="1"'.repeat(10_000), 160, '<a', '/>'), 'an attribute twice in <a>'],
    ['a reference', repeated('0'.repeat(65_536), 160, '<a>&#', '65;</a>'), 'a tag of more than 1048576 characters'],
    ['an end tag', repeated(' '.repeat(65_536), 160, '<a></a', '>'), 'a tag of more than 1048576 characters'],
    ['a declaration', repeated(' '.repeat(65_536), 160, '<?xml ', '?><a/>'), 'a malformed XML declaration'],
  ])('10 MB of %s are refused', (_, chunks, message) => {
    expect(complaint(chunks)).toBe(`expected well-formed XML, got ${message}`)
  })

  test.each([
    ['10 MB of text', repeated(block, 160, '<a>', '</a>')],
    ['10 MB of & that begin nothing', repeated('&'.repeat(65_536), 160, '<a>', ';</a>')],
    ['10 MB of references that are cut', repeated('&#1'.repeat(20_000), 160, '<a>', '</a>')],
    ['10 MB of what XML forbids', repeated('\u{1}]]>'.repeat(16_384), 160, '<a>', '</a>')],
    ['an entity of 10 MB that nobody knows', repeated(block, 160, '<a>&', ';</a>')],
    ['10 MB of references', repeated('&amp;'.repeat(13_000), 160, '<a>', '</a>')],
    ['10 MB of brackets', repeated(']'.repeat(65_536), 160, '<a>', '</a>')],
    ['10 MB of line ends', repeated('\r'.repeat(65_536), 160, '<a>', '</a>')],
    ['a comment of 10 MB', repeated('- '.repeat(32_768), 160, '<a><!--', '--></a>')],
    ['a CDATA section of 10 MB', repeated(']]'.repeat(32_768), 160, '<a><![CDATA[', ']]></a>')],
    ['a tag of 300 KB in single characters', inCharacters(`<a b="${'>'.repeat(300_000)}"/>`)],
    ['a text of 1 MB in single characters', inCharacters(`<a>${'&gt;'.repeat(250_000)}</a>`)],
  ])('%s is read', (_, chunks) => {
    expect(complaint(chunks)).toBe('nothing')
  })

  test('a tag is too long or not, however it is cut', () => {
    const tag = `<a b="${'x'.repeat(100)}"/>`
    for (const chunks of [[tag], inCharacters(tag)]) {
      expect(complaint(chunks, { maxTokenLength: tag.length })).toBe('nothing')
      expect(complaint(chunks, { maxTokenLength: tag.length - 1 })).toContain('a tag of more than')
    }
  })
})
