import { describe, expect, test } from 'vitest'
import { VendorFault } from '../../../../../adapters/contract.js'
import { decodeText } from '../../../../../adapters/wire/json/body.js'
import { decodeXmlRows, type XmlRows } from '../../../../../adapters/wire/xml-list/list-decoder.js'
import { expectNothingInherited } from '../bare.js'

const decode = (body: string, rowElement = 'active_call'): XmlRows => decodeText(decodeXmlRows({ rowElement }), body)

function complaint(body: string): string {
  try {
    decode(body)
  } catch (error) {
    if (error instanceof VendorFault && error.code === 'PROTOCOL') return error.message
    throw error
  }
  return 'none'
}

const MOR = `<?xml version="1.0" encoding="UTF-8"?>
<page>
  <active_call>
    <id>3</id>
    <uniqueid>1249298495.111727</uniqueid>
    <status>Ringing</status>
    <answer_time/>
    <duration></duration>
    <src>00306984327345</src>
    <user>Test User #1 &amp; Søn &#248;</user>
  </active_call>
  <active_call><id>4</id><status>Answered</status></active_call>
</page>
`

describe('rows', () => {
  test('of a list: every child is text, digits stay', () => {
    const { root, rows, texts, attributes } = decode(MOR)
    expect(root).toBe('page')
    expect(rows).toEqual([
      {
        id: '3',
        uniqueid: '1249298495.111727',
        status: 'Ringing',
        answer_time: '',
        duration: '',
        src: '00306984327345',
        user: 'Test User #1 & Søn ø',
      },
      { id: '4', status: 'Answered' },
    ])
    expect([...texts]).toEqual([])
    expect([...attributes]).toEqual([])
  })

  test('are found at any depth, and as the root', () => {
    const row = '<active_call><id>1</id></active_call>'
    expect(decode(`<a><b><c>${row}</c>${row}</b>${row}</a>`).rows).toEqual([{ id: '1' }, { id: '1' }, { id: '1' }])
    expect(decode(row)).toEqual({ root: 'active_call', rows: [{ id: '1' }], texts: new Map(), attributes: new Map() })
    expect(decode('<page><active_call/></page>').rows).toEqual([{}])
  })

  test('have rows for children with children; an element of the row name inside is a child', () => {
    const body =
      '<p><active_call><a><b>1</b><c><d/></c></a><active_call><id>2</id></active_call><id>1</id></active_call></p>'
    expect(decode(body).rows).toEqual([{ a: { b: '1', c: { d: '' } }, active_call: { id: '2' }, id: '1' }])
  })

  test('keep the first of children with one name', () => {
    expect(decode('<p><active_call><id>1</id><id>2</id><id><x/></id></active_call></p>').rows).toEqual([{ id: '1' }])
    expect(decode('<p><active_call><id><x/></id><id>2</id></active_call></p>').rows).toEqual([{ id: { x: '' } }])
  })

  test('drop text beside children, and attributes', () => {
    expect(decode('<p><active_call k="v">a<id k="v"> 1 </id>b<n>c<m/>d</n></active_call></p>').rows).toEqual([
      { id: ' 1 ', n: { m: '' } },
    ])
  })

  test('have no prototype', () => {
    const [row] = decode('<p><active_call><__proto__><polluted>yes</polluted></__proto__></active_call></p>').rows
    expectNothingInherited(row)
    expect(Object.keys(row ?? {})).toEqual(['__proto__'])
    expect('polluted' in {}).toBe(false)
  })

  test('join text that comes in parts', () => {
    expect(decode('<p><active_call><a>1<!-- -->2<![CDATA[<3>]]></a></active_call></p>').rows).toEqual([{ a: '12<3>' }])
  })
})

describe('what stands around the rows', () => {
  test.each([
    ['<status><error>Incorrect hash</error></status>', [['status/error', 'Incorrect hash']]],
    [
      '<page><status><error> Did was not Found </error></status></page>',
      [['page/status/error', ' Did was not Found ']],
    ],
    ['<page><error>no</error><error>again</error></page>', [['page/error', 'no']]],
    ['<error>User was not found</error>', [['error', 'User was not found']]],
    ['<page/>', [['page', '']]],
    ['<page>\n</page>', [['page', '\n']]],
    [
      '<a><b>1</b><c><b>2</b></c>3</a>',
      [
        ['a/b', '1'],
        ['a/c/b', '2'],
      ],
    ],
    ['<a><active_call><b>1</b></active_call></a>', []],
    ['<a><b/>x<active_call/></a>', [['a/b', '']]],
  ])('%s', (body, texts) => expect([...decode(body).texts]).toEqual(texts))

  test('attributes, by path', () => {
    const body = '<R v="1"><Calls page="0" total="3"><Call id="9"/></Calls><Calls page="1"/><x/></R>'
    expect([...decode(body, 'Call').attributes]).toEqual([
      ['R', { v: '1' }],
      ['R/Calls', { page: '0', total: '3' }],
    ])
  })
})

describe('what is not a list', () => {
  test.each([
    ['', 'expected XML, got an empty body'],
    ['{"total":0}', 'expected XML, got JSON'],
    ['Access Denied', 'expected XML, got text'],
    ['<!DOCTYPE html>\n<html lang="en">', 'expected XML, got an HTML page'],
    ['<HTML><head><meta></head></HTML>', 'expected an XML list, got an HTML page'],
    [MOR.slice(0, -6), 'expected well-formed XML, got a document that is cut off inside <page>'],
    [MOR.replace('</id>', ''), 'expected well-formed XML, got a mismatched end tag inside <id>'],
  ])('%j', (body, message) => expect(complaint(body)).toBe(message))

  test('a document of endlessly different elements', () => {
    const body = `<a>${Array.from({ length: 3000 }, (_, at) => `<e${at}/>`).join('')}</a>`
    expect(complaint(body)).toBe('expected well-formed XML, got more than 2000 different elements outside rows')
  })
})
