import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { open, serve, serveBody, sourceFailureOf } from './fixtures.js'

const NAMES = 'Bjørn, Łukasz, 日本'

const resultOf = async (body: string | Buffer, headers: Record<string, string> = {}) =>
  (await open((await serveBody(body, headers)).url).ask()).result

/** Sends the bytes one by one, so that every boundary falls between two chunks. */
function writeBytewise(response: ServerResponse, body: Buffer): void {
  const next = (at: number): void => {
    if (at === body.length) return void response.end()
    response.write(body.subarray(at, at + 1))
    setImmediate(next, at + 1)
  }
  response.socket?.setNoDelay(true)
  next(0)
}

/** A decoder that takes the text piece by piece. */
const pieces = () => {
  const texts: string[] = []
  return { write: (text: string) => void texts.push(text), end: () => texts.join('') }
}

describe('the character set', () => {
  const xml = (label: string) => `<?xml version="1.0" encoding="${label}"?><name>Bjørn</name>`

  it.each([
    ['UTF-8 when nothing is said', Buffer.from(NAMES), {}, NAMES],
    [
      'that of the content type',
      Buffer.from('Bjørn', 'latin1'),
      { 'content-type': 'text/html; charset=ISO-8859-1' },
      'Bjørn',
    ],
    [
      'that of a quoted parameter',
      Buffer.from('Bjørn', 'latin1'),
      { 'content-type': 'text/xml; Charset="latin1"' },
      'Bjørn',
    ],
    [
      'that of the XML declaration',
      Buffer.from(xml('ISO-8859-1'), 'latin1'),
      { 'content-type': 'text/xml' },
      xml('ISO-8859-1'),
    ],
    [
      'that of the content type before the XML declaration',
      Buffer.from(xml('latin1')),
      { 'content-type': 'text/xml; charset=utf-8' },
      xml('latin1'),
    ],
    ['that of a byte order mark', Buffer.from('\ufeffBjørn', 'utf16le'), { 'content-type': 'text/xml' }, 'Bjørn'],
    [
      'that of a byte order mark before the content type',
      Buffer.from('\ufeffBjørn'),
      { 'content-type': 'text/xml; charset=ISO-8859-1' },
      'Bjørn',
    ],
    [
      'that of a byte order mark of UTF-16 before the content type',
      Buffer.from('\ufeffBjørn', 'utf16le').swap16(),
      { 'content-type': 'text/xml; charset=utf-8' },
      'Bjørn',
    ],
    [
      'that of a byte order mark before labels that nobody knows',
      Buffer.from(`\ufeff${xml('martian')}`),
      { 'content-type': 'text/xml; charset=venusian' },
      xml('martian'),
    ],
    [
      'that of the XML declaration when nobody knows that of the content type',
      Buffer.from(xml('ISO-8859-1'), 'latin1'),
      { 'content-type': 'text/xml; charset=martian' },
      xml('ISO-8859-1'),
    ],
    [
      'that of the content type when nobody knows that of the XML declaration',
      Buffer.from(xml('martian')),
      { 'content-type': 'text/xml; charset=utf-8' },
      xml('martian'),
    ],
    [
      'that of the XML declaration behind a blank line',
      Buffer.from(`\r\n${xml('ISO-8859-1')}`, 'latin1'),
      { 'content-type': 'text/xml' },
      `\r\n${xml('ISO-8859-1')}`,
    ],
    ['UTF-8 when the declaration says UTF-16 in single bytes', Buffer.from(xml('UTF-16')), {}, xml('UTF-16')],
    [
      'UTF-8 for a declaration without one',
      Buffer.from('<?xml version="1.0"?><a>ø</a>'),
      {},
      '<?xml version="1.0"?><a>ø</a>',
    ],
  ])('is %s', async (_name, body, headers, text) => {
    expect(await resultOf(body, headers)).toBe(text)
    const server = await serve((_request, response) => writeBytewise(response.writeHead(200, headers), body))
    expect((await open(server.url).ask()).result).toBe(text)
    expect((await open(server.url).ask({}, { decode: pieces })).result).toBe(text)
  })

  it('is enforced: other bytes are PROTOCOL, in the middle as well as at the end', async () => {
    for (const body of [Buffer.from('Bjørn', 'latin1'), Buffer.from('Bjø').subarray(0, 3)]) {
      const server = await serveBody(body, { 'content-type': 'text/plain; charset=utf-8' })
      expect(await sourceFailureOf(open(server.url).ask())).toMatchObject({
        code: 'PROTOCOL',
        message: 'expected text in the declared character set, got invalid bytes',
      })
    }
  })

  it.each([
    ['in the content type', 'x', { 'content-type': 'text/plain; charset=martian' }],
    ['in the declaration', xml('martian'), { 'content-type': 'text/xml' }],
    ['in both', xml('martian'), { 'content-type': 'text/xml; charset=martian' }],
    ['of nothing', '', { 'content-type': 'text/xml; charset=martian' }],
  ])('that is unknown, %s, is PROTOCOL', async (_where, body, headers) => {
    const server = await serveBody(body, headers)
    for (const decode of [undefined, pieces]) {
      const failure = await sourceFailureOf(open(server.url).ask({}, decode === undefined ? {} : { decode }))
      expect(failure).toMatchObject({
        code: 'PROTOCOL',
        message: 'expected text, got a character set that is not known',
      })
    }
  })

  it('is not enforced where a decoder repairs: other bytes are replaced, counted and reported', async () => {
    for (const readsAtEnd of [false, true]) {
      const server = await serveBody(Buffer.from('B\u00f8 \u00ef\u00bf\u00bd \u00c3', 'latin1'), {
        'content-type': 'text/xml',
      })
      const { ask, repairs } = open(server.url)
      const decode = () => ({ ...pieces(), readsAtEnd, repairs: { count: 1 } })
      expect((await ask({}, { decode })).result).toBe('B\ufffd \ufffd \ufffd')
      expect(repairs).toEqual([{ type: 'repaired', operation: 'listThings', repairs: 3 }])
    }
  })
})

describe('compression', () => {
  it('by gzip is requested and undone', async () => {
    const body = gzipSync(NAMES)
    const server = await serveBody(body, { 'content-encoding': 'gzip' })
    const answer = await open(server.url).ask()
    expect(answer).toMatchObject({ result: NAMES, bytes: body.length })
    expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip')
  })

  it('by gzip is undone also when the header does not say so, and byte by byte', async () => {
    expect(await resultOf(gzipSync(NAMES), { 'content-type': 'text/html' })).toBe(NAMES)
    const server = await serve((_request, response) => writeBytewise(response, gzipSync(NAMES)))
    expect((await open(server.url).ask()).result).toBe(NAMES)
  })

  it('of nothing is nothing', async () => {
    expect(await resultOf('', { 'content-encoding': 'gzip' })).toBe('')
    expect(await resultOf('')).toBe('')
    expect(await resultOf('PK')).toBe('PK')
  })

  it.each([
    ['is cut short', gzipSync(NAMES).subarray(0, -6), { 'content-encoding': 'gzip' }],
    ['is no gzip', Buffer.from(NAMES), { 'content-encoding': 'gzip' }],
    ['is of a kind not asked for', Buffer.from(NAMES), { 'content-encoding': 'br' }],
    ['is double', gzipSync(gzipSync(NAMES)), { 'content-encoding': 'gzip, gzip' }],
    ['is a zip archive', Buffer.from('PK\u0003\u0004...', 'latin1'), {}],
  ])('that %s is PROTOCOL', async (_name, body, headers: Record<string, string>) => {
    const server = await serveBody(body, headers)
    expect(await sourceFailureOf(open(server.url).ask())).toMatchObject({ code: 'PROTOCOL', retryable: false })
  })

  it('of many megabytes arrives complete, whether it compresses well or not', async () => {
    const hashes = Array.from({ length: 30_000 }, (_, index) => createHash('sha256').update(`${index}`).digest('hex'))
    for (const text of [`${NAMES} `.repeat(200_000), hashes.join('')]) {
      const { ask } = open((await serveBody(gzipSync(text), { 'content-encoding': 'gzip' })).url, {
        maxResponseBytes: 1e8,
      })
      expect((await ask()).result).toBe(text)
    }
  })
})
