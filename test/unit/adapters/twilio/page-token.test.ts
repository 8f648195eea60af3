import { describe, expect, test } from 'vitest'
import { VendorFault } from '../../../../adapters/contract.js'
import { readNextPage, writeToken } from '../../../../adapters/twilio/page-token.js'

const PATH = '/2010-04-01/Accounts/AC0/Calls.json'

test.each([
  [
    `${PATH}?PageSize=2&Page=1&PageToken=PACA0`,
    [
      ['Page', '1'],
      ['PageToken', 'PACA0'],
    ],
  ],
  ['/api/laml/2010-04-01/Accounts/b3-7c/Calls?PageToken=PA1', [['PageToken', 'PA1']]],
  // A plus sign is not a space, encoded or not.
  [`${PATH}?To=+4520&PageToken=a+b%2Bc%2F%3D`, [['PageToken', 'a+b+c/=']]],
  [`${PATH}?PageToken=a%20b&Page=`, [['PageToken', 'a b']]],
])('of %s the page and the token are sent', (uri, parameters) => {
  const token = readNextPage(uri)
  expect(token).not.toBeNull()
  expect(writeToken(token ?? '')).toEqual(parameters)
})

test.each([undefined, null, '', 'null'])('%j is the end', (uri) => {
  expect(readNextPage(uri)).toBeNull()
})

describe('is a fault, without any of its text:', () => {
  test.each([
    ['a number', 5],
    ['an object', { toString: () => PATH }],
    ['another server', `https://calls.example${PATH}?PageToken=1`],
    ['another server without a scheme', `//calls.example${PATH}?PageToken=1`],
    ['another server behind a backslash', `/\\calls.example${PATH}?PageToken=1`],
    ['a relative path', `Calls.json?PageToken=1`],
    ['another list', '/2010-04-01/Accounts.json?PageToken=1'],
    ['one call', '/2010-04-01/Accounts/AC0/Calls/CA0.json?PageToken=1'],
    ['no token', `${PATH}?Page=1`],
    ['an empty token', `${PATH}?PageToken=`],
    ['a token that is not encoded', `${PATH}?PageToken=%E0%A4%A`],
    ['a very long one', `${PATH}?PageToken=${'1'.repeat(5000)}`],
  ])('%s', (_what, uri) => {
    try {
      readNextPage(uri)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(VendorFault)
      expect(error).toMatchObject({ code: 'PROTOCOL', message: expect.not.stringContaining('calls.example') })
    }
  })
})
