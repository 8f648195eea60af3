import { describe, expect, test } from 'vitest'
import { createCertificate } from '../../../support/certificate.js'
import { faultsOf, load, source } from '../../../support/config-files.js'

describe('references', () => {
  test('take texts from the environment and from files beside the configuration', () => {
    const text = source(', title: "${file:title.txt}", timeZone: "${ZONE}/${CITY}"')
    const { sources } = load(text, { ZONE: 'Europe', CITY: 'Vilnius' }, { 'title.txt': 'Two\nlines\r\n' })
    expect(sources[0]?.common.title).toBe('Two\nlines')
    expect(sources[0]?.settings).toMatchObject({ timeZone: 'Europe/Vilnius' })
  })

  test('stand for numbers and booleans where one is expected', () => {
    const text = `server: { port: "\${P}" }\n${source(', control: "${C}", requestsPerSecond: "${R}"')}`
    const { server, sources } = load(text, { P: '8080', C: 'true', R: '0.5' })
    expect(server.port).toBe(8080)
    expect(sources[0]?.common).toMatchObject({ control: true, requestsPerSecond: 0.5 })
    const trusted = load(
      'sources: { a: { vendor: portasip, url: "http://a.example", trusted: { customerId: "${ID}" } } }',
      { ID: '12' },
    )
    expect(trusted.sources[0]?.settings).toEqual({ trusted: { customerId: 12 } })
  })

  test('read a certificate from its file, and accept nothing else', () => {
    const { cert, key } = createCertificate()
    const text = source(', tls: { ca: "${file:ca.pem}" }')
    expect(load(text, {}, { 'ca.pem': `${cert}${cert}` }).sources[0]?.common.tls).toEqual({
      ca: `${cert}${cert}`.trimEnd(),
    })
    for (const wrong of [key, cert.slice(0, -60), 'ca.pem'])
      expect(faultsOf(text, {}, { 'ca.pem': wrong })).toEqual([
        'sources.a.tls.ca: must be a certificate in PEM format; use ${file:PATH} for one in a file',
      ])
    expect(faultsOf(source(', tls: { ca: "${file:ca.pem}", insecure: true }'), {}, { 'ca.pem': cert })).toEqual([
      'sources.a.tls: give either ca or insecure, not both',
    ])
  })

  test('stay text where text is expected, and are not resolved again', () => {
    const { sources } = load(
      'sources: { a: { vendor: mor, url: "https://mor.example.net", auth: { username: "${U}", secretKey: "${K}" } } }',
      { U: '007', K: 'a${U}b' },
    )
    expect(sources[0]?.settings).toEqual({ auth: { username: '007', secretKey: 'a${U}b' } })
  })

  test.each([
    ['${NOPE}', 'sources.a.title: the environment variable NOPE is not set'],
    ['${EMPTY}', 'sources.a.title: the environment variable EMPTY is empty'],
    ['${constructor}', 'sources.a.title: the environment variable constructor is not set'],
    ['${file:nope.txt}', 'sources.a.title: the file nope.txt cannot be read: there is no such file'],
    ['${file:.}', 'sources.a.title: the file . cannot be read: it is a directory'],
    ['${file:empty.txt}', 'sources.a.title: the file empty.txt is empty'],
    ['${file:}', 'sources.a.title: must name a file after file:'],
    ['${}', expect.stringContaining('sources.a.title: a reference must be ${NAME} or ${file:PATH}')],
    ['${A-B}', expect.stringContaining('sources.a.title: a reference must be ${NAME} or ${file:PATH}')],
    ['x${UNCLOSED', expect.stringContaining('sources.a.title: a reference must be ${NAME} or ${file:PATH}')],
  ])('that cannot be resolved are faults: %s', (written, fault) => {
    expect(faultsOf(source(`, title: "${written}"`), { EMPTY: '' }, { 'empty.txt': '\n' })).toEqual([fault])
  })

  test('that are missing are one fault each, and hide none elsewhere', () => {
    const text = source(', timeoutMs: 0').replace('secretKey: s', 'secretKey: "${NOPE}"')
    expect(faultsOf(text)).toEqual([
      'sources.a.auth.secretKey: the environment variable NOPE is not set',
      'sources.a.timeoutMs: must be at least 1',
    ])
  })
})
