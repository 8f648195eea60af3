import { morSimulator } from './mor/simulator.js'
import { portaoneSimulator } from './portaone/simulator.js'
import { portasipSimulator } from './portasip/simulator.js'
import { restcommSimulator } from './restcomm/simulator.js'
import type { AnySimulatorKit } from './simulation/contract.js'
import { telecomxSimulator } from './telecomx/simulator.js'
import { twilioSimulator } from './twilio/simulator.js'

// The simulator of every vendor: one line each, as in index.ts.

/** Those that run unless others are named. Every further one takes calls from the others: the world's calls are divided. */
export const demoSimulators: readonly AnySimulatorKit[] = [
  telecomxSimulator,
  portasipSimulator,
  restcommSimulator,
  morSimulator,
]

export const simulators: readonly AnySimulatorKit[] = [...demoSimulators, portaoneSimulator, twilioSimulator]
