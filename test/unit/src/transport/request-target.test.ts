import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeParameters } from '../../../../src/conformance/golden.js'
import { parseBaseUrl } from '../../../../src/net/base-url.js'
import { formatBody, formatTarget } from '../../../../src/transport/request-target.js'
import { open, REQUEST, readBody, serve, sourceFailureOf } from './fixtures.js'

const base = parseBaseUrl('https://mor.example.net/billing')

describe('the configured URL', () => {
  it.each([
    ['http://192.0.2.1:8080', { origin: 'http://192.0.2.1:8080', path: '/' }],
    ['https://sippy.example.net/xmlapi/xmlapi', { origin: 'https://sippy.example.net', path: '/xmlapi/xmlapi' }],
    ['https://x.example.net/a/', { origin: 'https://x.example.net', path: '/a/' }],
  ])('%s is read', (text, url) => {
    expect(parseBaseUrl(text)).toEqual(url)
  })

  it.each([
    ['file:///etc/passwd', /http or https/],
    ['ftp://example.net', /http or https/],
    ['unix:/var/run/x.sock', /http or https/],
    ['//example.net', /absolute/],
    ['example.net', /absolute/],
    ['https://admin:demo-password@example.net', /user name or password/],
    ['https://example.net/?key=demo-password', /query/],
    ['https://example.net/#x', /fragment/],
  ])('%s is refused, without being repeated', (text, message) => {
    expect(() => parseBaseUrl(text)).toThrow(message)
    expect(() => parseBaseUrl(text)).not.toThrow(/demo-password|example\.net/)
  })
})

describe('the path of a request', () => {
  it.each([
    ['', '/billing'],
    ['/', '/billing/'],
    ['/api/active_calls_get', '/billing/api/active_calls_get'],
    ['/session/12346%40198.51.100.7', '/billing/session/12346%40198.51.100.7'],
    ['/a...b/.hidden/x..', '/billing/a...b/.hidden/x..'],
  ])('%j is appended', (path, target) => {
    expect(formatTarget(base, { path })).toBe(target)
  })

  it('is appended once to a URL that ends with a slash, and to one that has no path', () => {
    expect(formatTarget(parseBaseUrl('https://x.example.net/a/'), { path: '/b' })).toBe('/a/b')
    expect(formatTarget(parseBaseUrl('https://x.example.net/a/'), { path: '' })).toBe('/a/')
    expect(formatTarget(parseBaseUrl('https://x.example.net'), { path: '/b' })).toBe('/b')
    expect(formatTarget(parseBaseUrl('https://x.example.net'), { path: '' })).toBe('/')
  })

  it.each([
    'api',
    '..',
    '/..',
    '/../x',
    '/a/..',
    '/a/../../x',
    '/.',
    '/./a',
    '/%2e%2e/x',
    '/.%2E/x',
    '/..%2fx',
    '/a%2F..%2Fx',
    '/..%5cx',
    '/a%5c..',
    '/..;x/y',
    '/..%3bx/y',
    '//example.net/x',
    '/a//b',
    '/a?b=c',
    '/a#b',
    '/a b',
    '/a\\b',
    '/a%',
    '/a%zz',
    '/a\r\nhost: x',
    '/ø',
  ])('%j is refused', (path) => {
    expect(() => formatTarget(base, { path })).toThrow(expect.objectContaining({ code: 'REJECTED' }))
  })

  it('never leads out of the configured URL, whatever id is in it', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', 'a') })),
        (id) => {
          const path = `/session/${encodeURIComponent(id)}`
          let target: string
          try {
            target = formatTarget(base, { path })
          } catch {
            return
          }
          expect(new URL(target, 'https://mor.example.net').pathname).toBe(`/billing${path}`)
        },
      ),
    )
  })

  it('that is refused sends nothing', async () => {
    const server = await serve((_request, response) => response.end())
    expect(await sourceFailureOf(open(server.url).ask({ path: '/session/..' }))).toMatchObject({
      code: 'REJECTED',
      retryable: false,
    })
    expect(server.requests).toHaveLength(0)
  })
})

describe('parameters', () => {
  const fields = [
    ['number', '+45 70&=ø'],
    ['StartTime>=', '2026-03-01'],
    ['empty', ''],
    ['number', "*'()!~"],
  ] as const

  it('are encoded alike in a query and a form: a space is %20, a plus %2B', () => {
    const encoded = "number=%2B45%2070%26%3D%C3%B8&StartTime%3E%3D=2026-03-01&empty=&number=*'()!~"
    expect(formatTarget(base, { path: '/x', query: fields })).toBe(`/billing/x?${encoded}`)
    expect(formatBody({ ...REQUEST, body: { kind: 'form', fields } })).toEqual({
      contentType: 'application/x-www-form-urlencoded',
      text: encoded,
    })
  })

  it('are encoded as the golden requests have them, and decode to what they were', () => {
    const parameters = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })))
    fc.assert(
      fc.property(parameters, (query) => {
        const target = formatTarget(base, { path: '', query })
        expect(target).toBe(query.length === 0 ? '/billing' : `/billing?${encodeParameters(query)}`)
        expect([...new URL(target, 'https://x.example.net').searchParams]).toEqual(query)
      }),
    )
  })

  it('that are not valid Unicode are refused', () => {
    expect(() => formatTarget(base, { path: '', query: [['a', '\ud800']] })).toThrow(
      expect.objectContaining({ code: 'REJECTED' }),
    )
  })
})

describe('a request', () => {
  it('arrives with its method, target, headers and body, and nothing else of ours', async () => {
    const bodies: string[] = []
    const server = await serve(async (request, response) => {
      bodies.push(await readBody(request))
      response.end()
    })
    const { ask } = open(`${server.url}/billing`)
    await ask({
      method: 'POST',
      path: '/x',
      query: [['a', 'b c']],
      accept: 'text/xml',
      body: { kind: 'form', fields: [['d', '+']] },
    })
    await ask({ method: 'POST', body: { kind: 'text', contentType: 'text/xml', text: '<å/>', parameters: [] } })
    await ask({ method: 'DELETE', path: '/y' })
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /billing/x?a=b%20c',
      'POST /billing',
      'DELETE /billing/y',
    ])
    expect(bodies).toEqual(['d=%2B', '<å/>', ''])
    const { host: _host, ...headers } = server.requests[0]?.headers ?? {}
    expect(headers).toEqual({
      accept: 'text/xml',
      'accept-encoding': 'gzip',
      connection: 'keep-alive',
      'content-length': '5',
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'trunkline',
    })
    expect(server.requests[2]?.headers).not.toHaveProperty('content-type')
  })
})
