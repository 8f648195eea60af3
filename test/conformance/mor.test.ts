import { mor } from '../../adapters/mor/adapter.js'
import { morSimulator } from '../../adapters/mor/simulator.js'
import { conform } from './conform.js'
import { goldens } from './goldens.js'
import { morConditions } from './own-conditions.js'

conform({
  adapter: mor,
  goldens: goldens.mor,
  except: [
    {
      rule: 'C16',
      reason: 'the list of users lacks credit limits and currencies, and single users lack their resellers',
    },
  ],
  simulator: morSimulator,
  conditions: morConditions,
  sites: [
    { label: 'a user', options: {} },
    {
      label: 'an administrator',
      options: { username: 'admin', hash: 'key', timeZone: 'America/New_York', role: 'reseller', priceDigits: 2 },
    },
    {
      label: 'an older server',
      options: {
        hash: 'none',
        uniqueId: false,
        contentType: 'text/xml',
        timeZone: 'UTC',
        serverTimeZone: 'Asia/Kolkata',
        role: 'user',
        listsUsers: false,
      },
    },
  ],
})
