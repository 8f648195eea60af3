import { mor } from '../../adapters/mor/adapter.js'
import { morSimulator } from '../../adapters/mor/simulator.js'
import { conform } from './conformance.js'
import { goldens } from './mor/goldens.js'

conform({
  adapter: mor,
  goldens,
  simulator: morSimulator,
  sites: [
    { label: 'a user', options: {} },
    { label: 'an administrator', options: { username: 'admin', hash: 'key', timeZone: 'America/New_York' } },
    { label: 'an older server', options: { hash: 'none', uniqueId: false, contentType: 'text/xml', timeZone: 'UTC' } },
  ],
})
