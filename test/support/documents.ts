// Everything that the vendors' documents name, one entry each. Nothing is left out: names that the graph does not use are
// handled by the gateway, and their entries say where.

import { morUsers, portasipCustomers, telecomxCustomers } from './documents/customers.js'
import type { DocumentedName } from './documents/entry.js'
import { morCalls } from './documents/mor.js'
import { morRecords } from './documents/mor-records.js'
import { portaone } from './documents/portaone.js'
import { portasipCalls } from './documents/portasip.js'
import { portasipRecords } from './documents/portasip-records.js'
import { restcommCalls } from './documents/restcomm.js'
import { telecomxSessions } from './documents/telecomx-sessions.js'
import { telecomxSipAccounts } from './documents/telecomx-sip-accounts.js'
import { twilioCalls } from './documents/twilio.js'

export const documents: readonly DocumentedName[] = [
  ...telecomxSessions,
  ...telecomxSipAccounts,
  ...telecomxCustomers,
  ...portasipCalls,
  ...portasipRecords,
  ...portasipCustomers,
  ...restcommCalls,
  ...morCalls,
  ...morRecords,
  ...morUsers,
  ...portaone,
  ...twilioCalls,
]
