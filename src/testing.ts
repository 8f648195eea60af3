// What the tests of an adapter from outside of this repository import, as `trunkline/testing`: the audit, and simulators on
// real ports.

// First: the types of the graph are declared with it.
import 'reflect-metadata'
import type { AnySimulatorKit } from '../adapters/simulation/contract.js'
import { type RunningSimulators, type SimulatorsOptions, startSimulators } from './simulator/demo.js'

/**
 * Serves a simulator at a free port of 127.0.0.1, for a gateway to connect to.
 * @throws Error when an option of the simulator is not valid, or the port cannot be listened on.
 */
export const startSimulator = (
  kit: AnySimulatorKit,
  options: Partial<Omit<SimulatorsOptions, 'kits'>> = {},
): Promise<RunningSimulators> => startSimulators({ now: Date.now, ...options, kits: [kit] })

export { arrayWorld, createWorld, worldCall } from '../adapters/simulation/world.js'
export { type ConformanceCheck, ConformanceError, conformanceChecks } from './conformance/conformance.js'
export { type Golden, renderRequest } from './conformance/golden.js'
export { type InProcessSource, openInProcess } from './conformance/in-process.js'
export type { ConformanceKit } from './conformance/rules/rule.js'
