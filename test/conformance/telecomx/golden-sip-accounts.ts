import type { Golden } from '../../../src/conformance/golden.js'
import { answer, askSipAccounts, BY_LOGIN, BY_TOKEN, sent } from './golden-parts.js'
import {
  condensedTrunk,
  condensedTrunkRow,
  fullTrunk,
  fullTrunkRow,
  ID,
  mobileClient,
  mobileClientRow,
  NOTHING,
  pbxTrunk,
  pbxTrunkRow,
} from './sip-account-rows.js'

const page = (sipAccounts: readonly object[], total = sipAccounts.length) =>
  answer({ offset: 0, limit: 100, total, sipAccounts })

export const sipAccountGoldens: readonly Golden[] = [
  {
    name: 'SIP accounts, condensed',
    example: BY_LOGIN,
    exchange: askSipAccounts(),
    request: sent('GET /sip?offset=0&limit=100'),
    response: page([condensedTrunkRow, { _id: '1234567890ABCDEF12345679', pbx: 3 }, { _id: '3', status: 'off' }], 123),
    total: 123,
    records: [
      condensedTrunk,
      { ...NOTHING, nativeId: '1234567890ABCDEF12345679', pbx: 3, isPbxTrunk: true },
      { ...NOTHING, nativeId: '3', status: 'OFF' },
    ],
  },
  {
    name: 'SIP accounts, full, with every parameter',
    example: BY_TOKEN,
    exchange: askSipAccounts({
      filter: { customerId: ID, resellerId: '1234567890ABCDEF1234FFFF', search: 'trunk +45', up: false },
      detail: 'full',
      offset: 10,
      limit: 25,
    }),
    request: sent(
      'GET /sip?customer=1234567890ABCDEF12345678&reseller=1234567890ABCDEF1234FFFF&offset=10&limit=25' +
        '&filter=trunk%20%2B45&full=true&up=false',
    ),
    response: page([fullTrunkRow, pbxTrunkRow, mobileClientRow]),
    total: 3,
    records: [fullTrunk, pbxTrunk, mobileClient],
  },
  {
    name: 'SIP accounts of the configured reseller, a lone row in a bare array',
    example: BY_TOKEN,
    exchange: askSipAccounts({ filter: { up: true } }),
    request: sent('GET /sip?reseller=1234567890ABCDEF12345678&offset=0&limit=100&up=true'),
    response: answer([condensedTrunkRow]),
    total: null,
    records: [condensedTrunk],
  },
  {
    name: 'SIP accounts of a customer, none',
    example: BY_TOKEN,
    exchange: askSipAccounts({ filter: { customerId: ID } }),
    request: sent('GET /sip?customer=1234567890ABCDEF12345678&offset=0&limit=100'),
    response: page([]),
    total: 0,
    records: [],
  },
]
