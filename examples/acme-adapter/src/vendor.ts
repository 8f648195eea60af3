import { defineVendor } from 'trunkline/adapter'
import { acme } from './adapter.ts'
import { acmeSimulator } from './simulator.ts'

// 1 is the version of the contract that this adapter was written for. Keep it a number: the gateway compares it with its own.
export default defineVendor({ contract: 1, adapter: acme, simulator: acmeSimulator })
