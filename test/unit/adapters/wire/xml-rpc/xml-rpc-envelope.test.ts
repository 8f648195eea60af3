import { describe, expect, test } from 'vitest'
import { structs } from '../../../../../adapters/wire/xml-rpc/response-decoder.js'
import { answer, complaint, faultAnswer, said, struct } from './rpc-answers.js'

// The elements around the values of XML-RPC: facts.md section 5, and every way to be wrong.

describe('envelopes', () => {
  const root = 'expected an XML-RPC response'
  const param = '<param><value>a</value></param>'
  test.each([
    ['', 'expected XML, got an empty body'],
    ['<!DOCTYPE html><html><title>401</title>', 'expected XML, got an HTML page'],
    ['<html><head><title>502 Bad Gateway</title></head></html>', `${root}, got an HTML page`],
    ['<HTML><BR></HTML>', `${root}, got an HTML page`],
    ['<methodCall/>', `${root}, got <methodCall>`],
    ['<methodResponse/>', 'expected params or a fault in an XML-RPC response, got none'],
    ['<methodResponse>OK</methodResponse>', 'expected params or a fault in an XML-RPC response, got text'],
    ['<methodResponse><params/></methodResponse>', 'expected one param in an XML-RPC response, got none'],
    ['<methodResponse><params><param/></params></methodResponse>', 'expected one value in an XML-RPC param, got none'],
    [
      `<methodResponse><params>${param}${param}</params></methodResponse>`,
      'expected one param in an XML-RPC response, got <param>',
    ],
    [
      `<methodResponse><params>${param}</params><params>${param}</params></methodResponse>`,
      'expected params or a fault in an XML-RPC response, got <params>',
    ],
    [
      `<methodResponse><params>${param}</params><fault/></methodResponse>`,
      'expected params or a fault in an XML-RPC response, got <fault>',
    ],
    ['<methodResponse><fault/></methodResponse>', 'expected one value in an XML-RPC fault, got none'],
    [
      '<!DOCTYPE methodResponse [<!ENTITY e "x">]><methodResponse/>',
      'expected well-formed XML, got a document type declaration',
    ],
  ])('%s', (body, message) => expect(complaint(body)).toBe(message))

  test('a body that is cut anywhere', () => {
    const body = answer(
      '<array><data><value><struct><member><name>ID</name><value>960</value></member></struct></value></data></array>',
    )
    for (let end = 0; end < body.length; end++) expect(complaint(body.slice(0, end))).not.toBe('none')
    expect(complaint(body)).toBe('none')
  })

  test('unlimited nesting', () => {
    const chunks = Array.from({ length: 10_000 }, () => '<array><data><value>')
    expect(complaint(['<methodResponse><params><param><value>', ...chunks])).toContain('nested deeper')
  })
})

describe('faults', () => {
  const fault = (code: string, text: string): string => faultAnswer(struct(['faultCode', code], ['faultString', text]))
  test.each([
    [fault('<int>403</int>', '<string>No access</string>'), { code: '403', text: 'No access' }],
    [fault('E1', 'No access'), { code: 'E1', text: 'No access' }],
    [fault('<nil/>', '<nil/>'), { code: undefined, text: undefined }],
    [fault('<boolean>1</boolean>', '<array><data/></array>'), { code: undefined, text: undefined }],
    [faultAnswer('<struct/>'), { code: undefined, text: undefined }],
    [
      faultAnswer('<struct><member><name>error</name><value>x</value></member></struct>'),
      { code: undefined, text: undefined },
    ],
    [faultAnswer('<nil/>'), { code: undefined, text: undefined }],
    [faultAnswer('No access'), { code: undefined, text: 'No access' }],
    [faultAnswer('<array><data><value>No access</value></data></array>'), { code: undefined, text: undefined }],
  ])('%s', (body, expected) => expect(said(body)).toEqual(expected))

  test('a fault that is cut is not a fault but a broken answer', () => {
    expect(complaint(faultAnswer('No access').slice(0, -1))).toContain('cut off')
  })
})

describe('the rows of a list', () => {
  test('are structs', () => expect(structs([{ a: '1' }, {}])).toEqual([{ a: '1' }, {}]))
  test.each([[{ result: 'OK' }], ['OK'], [null], [[{ a: '1' }, 'b']], [[[]]], [[null]]])('and not %j', (value) => {
    expect(() => structs(value)).toThrow(/^expected an array of structs, got /)
  })
})
