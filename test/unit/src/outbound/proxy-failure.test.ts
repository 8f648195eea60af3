import { expect, it } from 'vitest'
import { connectFailure } from '../../../../src/outbound/proxy-failure.js'

const PROXY = { origin: 'https://proxy.example.net' }

it.each([
  ['ECONNREFUSED', 'refused the connection'],
  ['ENOTFOUND', 'has a host name that could not be resolved'],
  ['EAI_AGAIN', 'has a host name that could not be resolved'],
  ['EHOSTUNREACH', 'cannot be reached: there is no network route to it'],
  ['ETIMEDOUT', 'did not connect in time'],
  ['UND_ERR_CONNECT_TIMEOUT', 'did not connect in time'],
  ['CERT_HAS_EXPIRED', 'has a certificate that was not accepted (CERT_HAS_EXPIRED)'],
  ['EPROTO', 'could not be reached over TLS'],
  ['ECONNRESET', 'closed the connection before it had connected to the server'],
  ['', 'closed the connection before it had connected to the server'],
])('an error %s while connecting is said of the proxy, at its usual port', (code, did) => {
  const failure = connectFailure(PROXY, Object.assign(new Error('the text of the system'), { code }))
  expect(failure.message).toBe(`the proxy proxy.example.net:443 ${did}`)
  expect(failure).not.toHaveProperty('code')
})
