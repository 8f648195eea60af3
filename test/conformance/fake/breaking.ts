// Ways to break the fake vendor: its declaration, its simulator or its goldens.

import type { AnyAdapter, Declaration, ListDeclaration, Lookup } from '../../../adapters/contract.js'
import type { Golden } from '../../../src/conformance/golden.js'
import type { ConformanceKit, Rule } from '../../../src/conformance/rules/rule.js'
import { fake } from './adapter.js'
import { goldens } from './goldens.js'
import { fakeSimulator } from './simulator.js'

/** One promise that is broken: the rule that must find it, what it is, and what the rule says of it. */
export type Broken = readonly [rule: Rule['id'], what: string, says: string, kit: ConformanceKit]

/** The vendor without faults. */
export const kit: ConformanceKit = { adapter: fake, goldens, simulator: fakeSimulator }

/** The fake vendor with its declaration changed, in every example and for every source. */
export const declaring = (change: (declaration: Declaration) => Declaration): ConformanceKit => {
  const adapter: AnyAdapter = {
    ...fake,
    declare: (settings) => change(fake.declare(settings)),
    examples: fake.examples.map(({ label, declaration }) => ({ label, declaration: change(declaration) })),
  }
  return { ...kit, adapter }
}
export const withCalls = (
  change: (calls: ListDeclaration<'calls'>) => Partial<ListDeclaration<'calls'>>,
): ConformanceKit =>
  declaring((declaration) => {
    const { calls } = declaration.lists
    return calls === undefined
      ? declaration
      : { ...declaration, lists: { ...declaration.lists, calls: { ...calls, ...change(calls) } } }
  })
export const withActiveCalls = (
  change: (calls: ListDeclaration<'activeCalls'>) => Partial<ListDeclaration<'activeCalls'>>,
): ConformanceKit =>
  declaring((declaration) => {
    const { activeCalls } = declaration.lists
    return activeCalls === undefined
      ? declaration
      : { ...declaration, lists: { ...declaration.lists, activeCalls: { ...activeCalls, ...change(activeCalls) } } }
  })
export const withLookup = (change: (call: Lookup<'calls'>) => Partial<Lookup<'calls'>>): ConformanceKit =>
  declaring((declaration) => {
    const { call } = declaration.lookups
    return call === undefined ? declaration : { ...declaration, lookups: { call: { ...call, ...change(call) } } }
  })
/** The sound adapter over a simulator that has this fault. */
export const withSite = (fault: string): ConformanceKit => ({ ...kit, sites: [{ label: fault, options: { fault } }] })
/** The sound adapter with other goldens; null leaves one out. */
export const withGoldens = (change: (golden: Golden) => Golden | null): ConformanceKit => ({
  ...kit,
  goldens: goldens.map(change).filter((golden) => golden !== null),
})
