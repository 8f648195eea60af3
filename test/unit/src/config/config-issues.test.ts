import { describe, expect, test } from 'vitest'
import { faultsOf } from '../../../support/config-files.js'

const MOR = 'vendor: mor, url: "https://mor.example.net", auth: { username: u, secretKey: s }'
const mor = (more: string) => `sources: { a: { ${MOR}, ${more} } }`
const one = (source: string) => `sources: { a: { ${source} } }`
const telecomx = (auth: string) => one(`vendor: telecomx, url: "https://api.example.dk", auth: ${auth}`)
const portasip = (more: string) => one(`vendor: portasip, url: "https://sippy.example.net", ${more}`)
const server = (more: string) => `server: { ${more} }\n${mor('retries: 2')}`

const DURATION = 'must be a duration of at most 24h: 500ms, 1s, 10m, or a whole number of milliseconds'
const TEXT = 'must be text; put numbers, true and false in quotes'
const RANGE = 'must be an IP address, or a range such as 10.0.0.0/8'
const HEADER = 'must be the name of an HTTP header, such as X-Forwarded-User'
const ORIGIN = 'must be an origin such as https://desk.example.net (scheme, host and port only), or *'

describe('a configuration', () => {
  test.each<[what: string, file: string, faults: readonly unknown[]]>([
    ['nothing', '', ['the file is empty; it must define at least one source']],
    ['a comment only', '# to do', ['the file is empty; it must define at least one source']],
    ['no mapping', 'telecomx', ['the file: must be a mapping of keys to values']],
    ['a list', '- a', ['the file: must be a mapping of keys to values']],
    ['no sources', 'server: { port: 1 }', ['sources: required']],
    ['sources of nothing', 'sources:', ['sources: must be a mapping of keys to values, but is empty']],
    ['no source', 'sources: {}', ['sources: at least one is required']],
    ['a list of sources', 'sources: [a]', ['sources: must be a mapping of keys to values']],
    [
      'another key',
      `sorces: 1\n${mor('retries: 2')}`,
      [
        'sorces: unknown key; the keys here are server, adapters, sources, auth, roles, tenants, live, wallboard, hooks',
      ],
    ],
    ['a key that is not a word', `"a\\nb": 1\n${mor('retries: 2')}`, [expect.stringMatching(/^"a\\nb": unknown key/)]],
  ])('of %s has a fault', (_, file, faults) => expect(faultsOf(file)).toEqual(faults))

  test.each<[what: string, file: string, fault: unknown]>([
    ['a tab', 'sources:\n\ta: 1', 'line 2: indented with a tab; YAML requires spaces'],
    ['a key twice', 'sources: {}\nsources: {}', 'line 2: the same key is given twice'],
    ['an open bracket', 'sources: {', 'line 1: the indentation is wrong, or a bracket is not closed'],
    ['a colon in a text', 'a: b: c', 'line 1: text that contains a colon and a space needs quotes'],
    ['an at sign', '\na: @b', 'line 2: text that starts with @, %, or a backtick needs quotes'],
    ['a backslash', 'a: "\\q"', expect.stringMatching(/^line 1: a backslash within double quotes/)],
    ['an open quote', 'a: "x', 'line 1: a quote, bracket or colon is missing'],
    ['a tag', 'a: !pass word', 'line 1: unknown tag; text that starts with an exclamation mark needs quotes'],
    ['two documents', 'a: 1\n---\nb: 2', 'line 2: only one YAML document is allowed'],
    ['an alias of nothing', 'a: *x', 'an alias (*name) has no anchor (&name), or there are too many of them'],
  ])('with %s is not YAML', (_, file, fault) => {
    expect(faultsOf(file)).toEqual(expect.arrayContaining([fault]))
  })

  test('whose aliases would fill the memory is refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `a${n + 1}: &a${n + 1} [${Array(12).fill(`*a${n}`).join(', ')}]`,
    )
    expect(faultsOf(`a0: &a0 [x, x]\n${levels.join('\n')}`)).toEqual([
      'an alias (*name) has no anchor (&name), or there are too many of them',
    ])
  })
})

describe('the server', () => {
  test.each<[written: string, fault: unknown]>([
    ['port: 65536', 'server.port: must be at most 65535'],
    ['port: http', 'server.port: must be a number'],
    ['port: 80.5', 'server.port: must be a whole number'],
    ['host: ""', 'server.host: must not be empty'],
    ['host: 1', `server.host: ${TEXT}`],
    ['host: null', `server.host: ${TEXT}, but is empty`],
    ['maxPageSize: 0', 'server.maxPageSize: must be at least 1'],
    ['maxPageSize: 10, defaultPageSize: 11', 'server.defaultPageSize: must not be more than maxPageSize'],
    ['deadlineMs: 8s', 'server.deadlineMs: must be a number'],
    ['explorer: "yes"', 'server.explorer: must be true or false'],
    ['scopes: sip:credentials', 'server.scopes: must be a list'],
    ['scopes: [everything]', 'server.scopes.0: must be sip:credentials'],
    ['cors: { origins: [] }', 'server.cors.origins: must not be empty'],
    ['cors: { origins: ["https://desk.example.net/"] }', `server.cors.origins.0: ${ORIGIN}`],
    ['cors: { origins: [desk.example.net] }', `server.cors.origins.0: ${ORIGIN}`],
    ['cors: {}', 'server.cors.origins: required'],
    ['cors: { origin: x, origins: ["*"] }', 'server.cors.origin: unknown key; the keys here are origins'],
    ['trustedProxies: {}', 'server.trustedProxies.addresses: required'],
    ['trustedProxies: { addresses: [] }', 'server.trustedProxies.addresses: must not be empty'],
    ['trustedProxies: { addresses: [proxy.example] }', `server.trustedProxies.addresses.0: ${RANGE}`],
    ['trustedProxies: { addresses: [10.0.0.0/33] }', `server.trustedProxies.addresses.0: ${RANGE}`],
    [
      'trustedProxies: { addresses: [10.0.0.0/8], userHeader: "X User" }',
      `server.trustedProxies.userHeader: ${HEADER}`,
    ],
    ['prot: 1', expect.stringMatching(/^server\.prot: unknown key; the keys here are host, port, /)],
    ['__proto__: { port: 1 }', expect.stringMatching(/^server\.__proto__: unknown key/)],
  ])('with %s has a fault', (written, fault) => expect(faultsOf(server(written))).toEqual([fault]))
})

describe('a source', () => {
  test.each<[what: string, file: string, faults: readonly unknown[]]>([
    ['of nothing', 'sources: { a: }', ['sources.a: must be a mapping of keys to values, but is empty']],
    ['without a vendor', one('url: x'), ['sources.a.vendor: required']],
    [
      'of another vendor',
      one('vendor: x'),
      ['sources.a.vendor: must be one of telecomx, portasip, restcomm, mor, portaone, twilio'],
    ],
    ['of nothing but a vendor', one('vendor: mor'), ['sources.a.url: required', 'sources.a.auth: required']],
    [
      'of a loud name',
      `sources: { A: { ${MOR} } }`,
      [expect.stringMatching(/^sources\.A: a name may contain only lower-case/)],
    ],
    [
      'of a long name',
      `sources: { ${'a'.repeat(65)}: { ${MOR} } }`,
      [expect.stringContaining('at most 64 characters')],
    ],
    [
      'of an odd name',
      `sources: { "a/b": { ${MOR} } }`,
      [expect.stringMatching(/^sources\."a\/b": a name may contain/)],
    ],
  ])('%s has faults', (_, file, faults) => expect(faultsOf(file)).toEqual(faults))

  test.each<[written: string, fault: unknown]>([
    ['title: ""', 'sources.a.title: must not be empty'],
    ['control: yes please', 'sources.a.control: must be true or false'],
    ['control: {}', 'sources.a.control.makeCall: required'],
    ['control: { makeCall: {} }', 'sources.a.control.makeCall.urls: required'],
    ['control: { makeCall: { urls: [] } }', 'sources.a.control.makeCall.urls: must not be empty'],
    ...['ftp://a.example/', 'https://u:p@a.example', 'https://a.example/?a=b', 'a.example'].map(
      (url): [string, unknown] => [
        `control: { makeCall: { urls: ["${url}"] } }`,
        expect.stringMatching(
          /^sources\.a\.control\.makeCall\.urls\.0: must be an http or https URL without user name/,
        ),
      ],
    ),
    ...['+45', 'x*', '+0123456789', '+45*1', ''].map((number): [string, unknown] => [
      `control: { makeCall: { urls: ["https://a.example"], destinations: ["${number}"] } }`,
      expect.stringMatching(/^sources\.a\.control\.makeCall\.destinations\.0: must be a number such as \+4512345678/),
    ]),
    [
      'control: { makeCall: { urls: ["https://a.example"], allowPrivate: ["https://a.example"] } }',
      expect.stringContaining('sources.a.control.makeCall.allowPrivate.0: must be a host name in lower case'),
    ],
    ['timeoutMs: 0', 'sources.a.timeoutMs: must be at least 1'],
    ['retries: 2.5', 'sources.a.retries: must be a whole number'],
    ['retries: 11', 'sources.a.retries: must be at most 10'],
    ['maxConcurrency: 0', 'sources.a.maxConcurrency: must be at least 1'],
    ['requestsPerSecond: 0', 'sources.a.requestsPerSecond: must be more than 0'],
    ['requestsPerSecond: fast', 'sources.a.requestsPerSecond: must be a number'],
    ['maxResponseBytes: 64MB', 'sources.a.maxResponseBytes: must be a number'],
    ['maxScanRows: 1', 'sources.a.maxScanRows: must be at least 100'],
    ['freshness: 1s', 'sources.a.freshness: must be a mapping of keys to values'],
    ['freshness: { calls: soon }', `sources.a.freshness.calls: ${DURATION}`],
    ['freshness: { calls: 1.5 }', `sources.a.freshness.calls: ${DURATION}`],
    ['freshness: { calls: -1 }', `sources.a.freshness.calls: ${DURATION}`],
    ['freshness: { calls: true }', `sources.a.freshness.calls: ${DURATION}`],
    [
      'freshness: { call: 1s }',
      expect.stringMatching(/^sources\.a\.freshness\.call: unknown key; the keys here are calls, /),
    ],
    ['staleOnError: 25h', `sources.a.staleOnError: ${DURATION}`],
    ['staleOnError: 99999999999999999999h', `sources.a.staleOnError: ${DURATION}`],
    ['order: newest', 'sources.a.order: must be one of newest-first, native-id, none'],
    ['order: { calls: native-id }', 'sources.a.order.calls: must be one of newest-first, none'],
    ['order: { sipAccounts: newest-first }', 'sources.a.order.sipAccounts: must be one of native-id, none'],
    [
      'order: { call: none }',
      expect.stringMatching(/^sources\.a\.order\.call: unknown key; the keys here are calls, /),
    ],
    ['tls: { ca: /etc/ca.pem }', expect.stringMatching(/^sources\.a\.tls\.ca: must be a certificate in PEM format/)],
    [
      'tls: { verify: false }',
      'sources.a.tls.verify: unknown key; the keys here are ca, serverName, cert, key, insecure',
    ],
    ['tls: { serverName: "10.0.0.1" }', 'sources.a.tls.serverName: must be a host name in lower case'],
    ['probeEvery: 10m', 'sources.a.probeEvery: must be 0, or from 1s to 5m'],
    ['timeoutSeconds: 5', expect.stringMatching(/^sources\.a\.timeoutSeconds: unknown key; .*\btimeoutMs\b.*\bhash\b/)],
  ])('with %s has a fault', (written, fault) => expect(faultsOf(mor(written))).toEqual([fault]))

  test.each([
    ['mor.example.net', "a source's url must be an absolute URL"],
    ['ftp://mor.example.net', "a source's url must be http or https"],
    [
      'https://user:word@mor.example.net',
      "a source's url must not hold a user name or password; they belong under auth",
    ],
    ['https://mor.example.net/?a=b', "a source's url must not hold a query or a fragment"],
  ])('at %s has a fault', (url, message) => {
    expect(faultsOf(mor('retries: 2').replace('https://mor.example.net', url))).toEqual([`sources.a.url: ${message}`])
  })
})

describe('what a vendor must know', () => {
  test.each<[what: string, file: string, fault: unknown]>([
    [
      'a user name of HTTP basic with a colon',
      one('vendor: restcomm, url: "https://restcomm.example.net", auth: { accountSid: "a:b", authToken: t }'),
      'sources.a.auth.accountSid: must not contain ":", which ends the user name in HTTP basic authentication',
    ],
    ['no way in', telecomx('{}'), 'sources.a.auth: must have username and password, or token'],
    ['half a way in', telecomx('{ username: u }'), 'sources.a.auth.password: required'],
    ['an empty way in', telecomx('{ token: "" }'), 'sources.a.auth.token: must not be empty'],
    ['a number for a secret', telecomx('{ token: 123456 }'), `sources.a.auth.token: ${TEXT}`],
    [
      'both ways in',
      telecomx('{ username: u, password: p, token: t }'),
      'sources.a.auth.token: cannot be combined with the other keys here: use only one of the two forms',
    ],
    ['text for a mapping', telecomx('word'), 'sources.a.auth: must be a mapping of keys to values'],
    ['neither', portasip('retries: 1'), 'sources.a: give either auth or trusted, exactly one of them'],
    [
      'both',
      portasip('trusted: { customerId: 1 }, auth: { username: u, password: p }'),
      expect.stringMatching(/^sources\.a: give/),
    ],
    [
      'no identity',
      portasip('trusted: {}'),
      'sources.a.trusted: give either customerId or wholesalerId, exactly one of them',
    ],
    ['text for an id', portasip('trusted: { customerId: one }'), 'sources.a.trusted.customerId: must be a number'],
    ['no such hash', mor('hash: sha1'), 'sources.a.hash: must be one of auto, key, username+key, none'],
    ['no such zone', mor('timeZone: Mars/Base'), expect.stringMatching(/^sources\.a\.timeZone: .*Europe\/Vilnius/)],
    ['no such country', mor('region: lt'), expect.stringMatching(/^sources\.a\.region: must be one of the \d+ values/)],
    ['the key of another vendor', mor('product: sbc'), expect.stringMatching(/^sources\.a\.product: unknown key/)],
  ])('is required: %s', (_, file, fault) => expect(faultsOf(file)).toEqual([fault]))

  test('is listed in the known keys, when a key is misspelt', () => {
    expect(faultsOf(telecomx('{ usrname: u, password: p }'))).toEqual([
      'sources.a.auth.username: required',
      'sources.a.auth.usrname: unknown key; the keys here are username, password, token',
    ])
  })
})

test('all faults of a file are reported at once, in its order', () => {
  const file = `
server: { port: -1 }
sources:
  one: { vendor: mor, url: x, auth: { username: u } }
  two: { vendor: restcomm, url: "https://r.example", auth: { accountSid: "", authToken: "\${NOPE}" }, format: yaml }
  three: { vendor: nobody }
`
  expect(faultsOf(file)).toEqual([
    'sources.two.auth.authToken: the environment variable NOPE is not set',
    'server.port: must be at least 0',
    "sources.one.url: a source's url must be an absolute URL",
    'sources.one.auth.secretKey: required',
    'sources.two.auth.accountSid: must not be empty',
    'sources.two.format: must be one of xml, json',
    'sources.three.vendor: must be one of telecomx, portasip, restcomm, mor, portaone, twilio',
  ])
})
