import { expect, test } from 'vitest'
import { answerChallenge, parseChallenge } from '../../../../src/conformance/digest.js'

// The example of RFC 7616, section 3.9.1.
const challenge = (algorithm: string) => `Digest
  realm="http-auth@example.org",
  qop="auth, auth-int",
  algorithm=${algorithm},
  nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
  opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`
const who = { username: 'Mufasa', password: 'Circle of Life' }
const what = {
  method: 'GET',
  uri: '/dir/index.html',
  count: 1,
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
}

test.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
])('answers the example of RFC 7616 with %s', (algorithm, response) => {
  const parsed = parseChallenge(challenge(algorithm))
  expect(parsed).toMatchObject({ realm: 'http-auth@example.org', algorithm })
  const header = parsed === null ? '' : answerChallenge(parsed, who, what)
  expect(header).toContain(`response="${response}"`)
  expect(header).toContain('nc=00000001')
  expect(header).toContain('opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"')
})

test.each([undefined, 'Basic realm="x"', 'Digest realm="x"', 'Digest nonce="n", algorithm=MD5-sess'])(
  'takes %s for no challenge that it can answer',
  (header) => expect(parseChallenge(header)).toBeNull(),
)
