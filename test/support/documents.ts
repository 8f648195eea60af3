// Everything that the vendors' documents name, one entry each. Nothing is left out: what the graph does not reach is
// dealt with by the gateway, and its entry says where.

import type { DocumentedName } from './documents/entry.js'
import { morCalls } from './documents/mor.js'
import { morRecords } from './documents/mor-records.js'
import { portasipCalls } from './documents/portasip.js'
import { portasipRecords } from './documents/portasip-records.js'
import { restcommCalls } from './documents/restcomm.js'
import { telecomxSessions } from './documents/telecomx-sessions.js'
import { telecomxSipAccounts } from './documents/telecomx-sip-accounts.js'
import { twilioCalls } from './documents/twilio.js'

export const documents: readonly DocumentedName[] = [
  ...telecomxSessions,
  ...telecomxSipAccounts,
  ...portasipCalls,
  ...portasipRecords,
  ...restcommCalls,
  ...morCalls,
  ...morRecords,
  ...twilioCalls,
]
