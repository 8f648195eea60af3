// Everything that the vendors' documents name, one entry each. Nothing is left out: what the graph does not reach is
// dealt with by the gateway, and its entry says where.

import type { DocumentedName } from './documents/entry.js'
import { morCalls } from './documents/mor.js'
import { portasipCalls } from './documents/portasip.js'
import { restcommCalls } from './documents/restcomm.js'
import { telecomxSessions } from './documents/telecomx-sessions.js'
import { telecomxSipAccounts } from './documents/telecomx-sip-accounts.js'

export const documents: readonly DocumentedName[] = [
  ...telecomxSessions,
  ...telecomxSipAccounts,
  ...portasipCalls,
  ...restcommCalls,
  ...morCalls,
]
