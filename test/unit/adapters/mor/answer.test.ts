import { describe, expect, test } from 'vitest'
import { faultFrom } from '../../../../adapters/wire/faults.js'
import { decodeText } from '../../../../adapters/wire/json/body.js'
import { faultOf } from '../../../../src/conformance/in-process.js'
import {
  ANSWERED,
  call,
  errorShapes,
  INBOUND,
  NO_DATA,
  page,
  parameterError,
  RINGING,
} from '../../../conformance/mor/answers.js'
import { activeCallsOf, declare } from './declared.js'

const declaration = declare()
const { decode } = activeCallsOf(declaration)
const read = (body: string, contentType = 'text/html') => decodeText(decode, body, contentType)
const faultIn = (body: string) => faultOf(() => read(body))

/** Every error that the document or facts know, with what the message must name. */
const ERRORS: readonly (readonly [text: string, code: string, about: RegExp])[] = [
  ['Incorrect hash', 'UNAUTHENTICATED', /secretKey.*hash/],
  ['API must have Secret Key', 'UNAUTHENTICATED', /Secret Key/],
  ['Bad login', 'UNAUTHENTICATED', /auth\.username/],
  ['Access Denied', 'UNAUTHENTICATED', /auth\.username/],
  ['User was not found', 'UNAUTHENTICATED', /auth\.username/],
  ['API Requests are disabled', 'REJECTED', /switched off/],
  ['GET Requests are disabled', 'REJECTED', /GET/],
  ['Server was not found', 'REJECTED', /^filter\.mor\.serverId /],
  ['Direction was not found', 'REJECTED', /^filter\.mor\.country /],
  ['Originating User was not found', 'REJECTED', /^filter\.mor\.userId or filter\.customerId /],
  ['Originating Device was not found', 'REJECTED', /^filter\.mor\.deviceId /],
  ['Terminating User was not found', 'REJECTED', /^filter\.mor\.destinationUserId /],
  ['Terminating Device was not found', 'REJECTED', /^filter\.mor\.destinationDeviceId /],
  ['Destination Group was not found', 'REJECTED', /^filter\.mor\.destinationGroupId /],
  ['Status value must be Ringing or Answered', 'REJECTED', /filter\.state/],
  ['Provider was not found', 'REJECTED', /^filter\.mor\.providerId /],
  ['Did was not found', 'REJECTED', /^filter\.mor\.didPrefix /],
]

describe.each(Object.entries(errorShapes))('an error at %s', (_path, shaped) => {
  test.each(ERRORS)('%s', (text, code, about) => {
    for (const written of [text, ` ${text} `, `\n  ${text.toUpperCase()}\n`, text.replaceAll(' ', '  ')])
      expect(faultIn(shaped(written))).toMatchObject({ code, message: expect.stringMatching(about) })
  })

  test('one that is not documented is PROTOCOL, and its text is not shown', () => {
    const fault = faultIn(shaped('Flux capacitor of user 17 was not found'))
    expect(fault?.code).toBe('PROTOCOL')
    expect(fault?.message).not.toContain('Flux')
  })
})

test('only a wrong hash leads to another signature', () => {
  const hints = ERRORS.map(([text]) => faultIn(parameterError(text))?.hint)
  expect(hints).toEqual(['signature-refused', ...ERRORS.slice(1).map(() => undefined)])
})

describe('HTML', () => {
  const content = (body: string): string => body.replace(/^<\?xml.*\?>\n/, '')
  const wrappers: readonly ((body: string) => string)[] = [
    (body) => `<html>${content(body)}</html>`,
    (body) => `\n<?xml version="1.1"?>\n<HTML>\n<body class="api">\n${content(body)}</body>\n</HTML>\n`,
  ]
  test('around the page, or an error, is read as if it were not there', () => {
    for (const wrap of wrappers) {
      expect(read(wrap(page(RINGING, ANSWERED)))).toEqual(read(page(RINGING, ANSWERED)))
      for (const shaped of Object.values(errorShapes))
        expect(faultIn(wrap(shaped('Incorrect hash')))?.code).toBe('UNAUTHENTICATED')
    }
  })

  test.each([
    '<html/>',
    '<html><body/></html>',
    '<html><body>Access denied</body></html>',
    '<html><head><title>502</title></head></html>',
    '<html><body><p><page/></p></body></html>',
    '<html><html><page/></html></html>',
    '<html><body><body><page/></body></body></html>',
    `<html>${content(page(RINGING))}${content(page(ANSWERED))}</html>`,
    `<html>${content(page(RINGING))}<p/></html>`,
    `<html>${content(page(RINGING))}<body/></html>`,
    '<html><active_call><id>1</id></active_call></html>',
    '<page><html/></page><html/>',
  ])('%s is no list', (body) => {
    expect(faultIn(body)?.code).toBe('PROTOCOL')
  })
})

test('an error beside calls is an error', () => {
  expect(faultIn(page(RINGING, '<status><error>Did was not found</error></status>'))?.code).toBe('REJECTED')
})

describe('an error status of the web server', () => {
  test.each([
    [302, 'PROTOCOL'],
    [401, 'UNAUTHENTICATED'],
    [403, 'UNAUTHENTICATED'],
    [404, 'PROTOCOL'],
    [418, 'PROTOCOL'],
    [429, 'THROTTLED'],
    [500, 'UNAVAILABLE'],
    [502, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'],
  ])('HTTP %i is %s', (httpStatus, code) => {
    const observed = declaration.readError('<html><body>Incorrect hash</body></html>', 'text/html')
    expect(faultFrom(declaration.faults, { httpStatus, ...observed })).toMatchObject({ code })
  })
})

describe('a list', () => {
  const ids = (body: string, contentType?: string) => read(body, contentType).rows.map((row) => row['id'])

  test('is read whatever the content type says', () => {
    const types = ['text/html', 'text/xml; charset=utf-8', 'application/xml', 'application/octet-stream', '']
    for (const contentType of types)
      expect(ids(page(RINGING, ANSWERED, INBOUND), contentType)).toEqual(['3', '12', '13'])
  })

  test('is found at any depth, under any root', () => {
    for (const body of [
      RINGING,
      page(RINGING),
      `<page><active_calls>${RINGING}</active_calls></page>`,
      `<active_calls>${RINGING}</active_calls>`,
      `<page><status><message/></status><error/><a><b><c>${RINGING}</c></b></a></page>`,
    ])
      expect(ids(body)).toEqual(['3'])
  })

  test('has no total: MOR does not report one', () => {
    expect(read(page(RINGING)).total).toBeNull()
  })

  test('is the same however the answer is cut', () => {
    const body = page(RINGING, ANSWERED, INBOUND)
    for (const size of [1, 7, 64]) {
      const decoder = decode({ contentType: 'text/html' })
      for (let at = 0; at < body.length; at += size) decoder.write(body.slice(at, at + size))
      expect(decoder.end()).toEqual(read(body))
    }
  })

  test('keeps digits, zeros in front and signs as they are written', () => {
    const [row] = read(page(call({ id: '0012', src: '+004570305050', localized_dst: '007' }))).rows
    expect(row).toMatchObject({ id: '0012', src: '+004570305050', localized_dst: '007' })
  })
})

describe('an empty list', () => {
  test.each([
    ['as documented', NO_DATA],
    ['without dots', NO_DATA.replace('...', '')],
    ['in another case', NO_DATA.replace('No data found', 'NO DATA FOUND')],
    ['at another place', '<page><message>No data found</message></page>'],
    ['as the root', '<status>No data found...</status>'],
  ])('%s', (_case, body) => {
    expect(read(body)).toEqual({ rows: [], total: null })
  })
})

describe('what is not an answer of MOR is PROTOCOL, never an empty list', () => {
  test.each([
    ['nothing', ''],
    ['an empty page', '<page/>'],
    ['an empty page with space', '<?xml version="1.0" encoding="UTF-8"?>\n<page>\n</page>\n'],
    ['an empty list element', '<active_calls/>'],
    ['another message', NO_DATA.replace('No data found', 'Please wait')],
    ['a message that only begins like it', NO_DATA.replace('...', ' yet, the query was cancelled')],
    ['an empty error', '<page><status><error/></status></page>'],
    ['another list', '<page><calls><call><id>3</id></call></calls></page>'],
    ['a call without an id', page(call({ id: '', status: 'Ringing' }))],
    ['a call with nothing', '<page><active_call/></page>'],
    ['one call of several without an id', page(RINGING, call({ status: 'Ringing' }))],
    ['a login page', '<!DOCTYPE html><html><body>Login</body></html>'],
    ['an HTML page', '<html><body><p>No data found...</p></body></html>'],
    ['JSON', '{"error":"Incorrect hash"}'],
    ['text', 'Incorrect hash'],
    ['a list that is cut off', page(RINGING, ANSWERED).slice(0, -20)],
    ['a document type', `<!DOCTYPE page [<!ENTITY a "b">]>${page(RINGING)}`],
    ['two roots', `${RINGING}${ANSWERED}`],
  ])('%s', (_case, body) => {
    expect(faultIn(body)).toMatchObject({ code: 'PROTOCOL' })
  })

  test('a zipped file is called by its name', () => {
    expect(faultIn('PK\u0003\u0004\u0014\u0000')).toMatchObject({
      code: 'PROTOCOL',
      message: expect.stringContaining('zip'),
    })
  })

  test('an empty page is distinguished from a list', () => {
    expect(faultIn('<page/>')?.message).toBe(
      'expected an active_call, or the message that no data was found, got XML with neither',
    )
  })
})
