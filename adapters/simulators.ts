import { morSimulator } from './mor/simulator.js'
import { portasipSimulator } from './portasip/simulator.js'
import { restcommSimulator } from './restcomm/simulator.js'
import type { AnySimulatorKit } from './simulation/contract.js'
import { telecomxSimulator } from './telecomx/simulator.js'
import { twilioSimulator } from './twilio/simulator.js'

// The simulator of every vendor: one line each, as in index.ts.

export const simulators: readonly AnySimulatorKit[] = [
  telecomxSimulator,
  portasipSimulator,
  restcommSimulator,
  morSimulator,
  twilioSimulator,
]
