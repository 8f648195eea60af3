import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseChallenges } from '../../../../../src/transport/authentication/challenge.js'
import { findDigestChallenge, formatDigest } from '../../../../../src/transport/authentication/digest-response.js'

const parse = (...lines: string[]) =>
  parseChallenges(lines).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])

describe('a WWW-Authenticate header', () => {
  it.each([
    ['Basic realm="Restcomm realm"', [['basic', { realm: 'Restcomm realm' }]]],
    ['Negotiate', [['negotiate', {}]]],
    [
      'NTLM TlRMTVNTUAAC==, Basic realm=x',
      [
        ['ntlm', {}],
        ['basic', { realm: 'x' }],
      ],
    ],
    [
      'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
      [
        ['newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
        ['basic', { realm: 'simple' }],
      ],
    ],
    [
      'DIGEST Realm = "a, b=c" , NONCE="n==",,  qop="auth,auth-int", stale=TRUE',
      [['digest', { realm: 'a, b=c', nonce: 'n==', qop: 'auth,auth-int', stale: 'TRUE' }]],
    ],
    [', ,Digest nonce="x"', [['digest', { nonce: 'x' }]]],
    ['', []],
    ['"', []],
    ['Basic realm="never closed', [['basic', {}]]],
  ])('%j is read', (line, challenges) => {
    expect(parse(line)).toEqual(challenges)
  })

  it('may come in several lines', () => {
    expect(parse('Digest nonce=a', 'Digest nonce=b')).toEqual([
      ['digest', { nonce: 'a' }],
      ['digest', { nonce: 'b' }],
    ])
  })

  it('of any content is read without an endless loop', () => {
    const noise = fc.string({ unit: fc.constantFrom('"', '\\', ',', '=', ' ', 'a', 'Digest ', 'nonce', '~', '\t') })
    fc.assert(fc.property(noise, (line) => Array.isArray(parseChallenges([line]))))
  })
})

describe('the digest challenge of an answer', () => {
  it('is the first that can be answered', () => {
    const lines = [
      'Basic realm=x, Digest nonce=a, algorithm=SHA-512-256, qop=auth',
      'Digest nonce=b, algorithm=SHA-256, qop="auth"',
      'Digest nonce=c',
    ]
    expect(findDigestChallenge(lines)).toMatchObject({
      nonce: 'b',
      hash: 'sha256',
      hasQop: true,
      isSession: false,
      stale: false,
    })
  })

  it.each([
    'Basic realm=x',
    'Digest realm=x, qop=auth',
    'Digest nonce=a, qop="auth-int"',
    'Digest nonce=a, algorithm=constructor',
  ])('does not exist in %j', (line) => {
    expect(findDigestChallenge([line])).toBeNull()
  })

  it('reads stale in any case, and is MD5 when it does not say', () => {
    expect(findDigestChallenge(['Digest nonce=a, stale=True'])).toMatchObject({
      stale: true,
      hash: 'md5',
      hasQop: false,
    })
    expect(findDigestChallenge(['Digest nonce=a, stale="false"'])).toMatchObject({ stale: false })
  })
})

describe('the answer to a digest challenge', () => {
  const answer = (challenge: string, input: Partial<Parameters<typeof formatDigest>[1]> = {}) => {
    const found = findDigestChallenge([challenge])
    if (found === null) throw new Error('no challenge')
    return formatDigest(found, {
      username: 'Mufasa',
      password: 'Circle of Life',
      method: 'GET',
      uri: '/dir/index.html',
      count: 1,
      clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      ...input,
    })
  }
  const rfc7616 = (algorithm: string) =>
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('is that of RFC 7616 for %s', (algorithm, response) => {
    const header = answer(rfc7616(algorithm))
    expect(header).toBe(
      'Digest username="Mufasa", realm="http-auth@example.org", ' +
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ' +
        `uri="/dir/index.html", response="${response}", algorithm=${algorithm}, ` +
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", qop=auth, nc=00000001, ' +
        'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"',
    )
  })

  it('is that of RFC 2617', () => {
    const challenge =
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    expect(answer(challenge, { password: 'Circle Of Life', clientNonce: '0a4f113b' })).toContain(
      'response="6629fae49393a05397450978507c4ef1"',
    )
  })

  it('has no counter and no client nonce for a server of RFC 2069', () => {
    const header = answer('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"', {
      password: 'Circle Of Life',
    })
    expect(header).toContain('response="670fd8c2df070c60b045671b8b24ff02"')
    expect(header).not.toMatch(/qop|nc=|cnonce|algorithm|opaque/)
  })

  it('counts in eight hexadecimal digits', () => {
    expect(answer(rfc7616('MD5'), { count: 0x1a2b })).toContain('nc=00001a2b')
  })

  it('escapes quotes', () => {
    expect(answer(rfc7616('MD5'), { username: 'a"b\\c' })).toContain('username="a\\"b\\\\c"')
  })

  it.each(['charset=UTF-8', 'charset="utf-8"', 'userhash=true'])(
    'writes a name that is not ASCII in the extended form for a server that announces %s',
    (announced) => {
      const header = answer(`${rfc7616('MD5')}, ${announced}`, { username: "Jäsøn's" })
      expect(header).toContain("username*=UTF-8''J%C3%A4s%C3%B8n%27s,")
      expect(answer(`${rfc7616('MD5')}, ${announced}`)).toContain('username="Mufasa",')
    },
  )

  it.each(['userhash=false', 'stale=false'])('writes it as it is, in UTF-8, for any other server: %s', (other) => {
    const header = answer(`${rfc7616('MD5')}, ${other}`, { username: 'Jäsøn' })
    expect(Buffer.from(header, 'latin1').toString('utf8')).toContain('username="Jäsøn",')
  })
})
