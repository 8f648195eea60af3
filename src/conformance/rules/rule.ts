import type { AnyAdapter, Declaration, ListName } from '../../../adapters/contract.js'
import type { AnySimulatorKit } from '../../../adapters/simulation/contract.js'
import type { Golden } from '../golden.js'

/** A record as plain data. */
export type PlainRecord = Readonly<Record<string, unknown>>

/** With which values a condition is tried that only this vendor supports, such as `acme.route`. */
export interface OwnCondition {
  /** Values for requests; default: ids. */
  readonly samples?: readonly unknown[]
  /** Values to filter these records by, taken from them or nearly; default: ids that nothing has. */
  readonly candidates?: (records: readonly PlainRecord[]) => readonly unknown[]
  /** A condition that it needs beside it. */
  readonly beside?: { readonly path: string; readonly value: unknown }
}

/** By dotted path of the condition. */
export type OwnConditions = Readonly<Record<string, OwnCondition>>

/** A vendor's adapter with everything that proves it. */
export interface ConformanceKit {
  readonly adapter: AnyAdapter
  readonly goldens: readonly Golden[]
  readonly simulator: AnySimulatorKit
  /**
   * Options under which the simulator is opened for the rules that talk to it. Each gives a source section, and so a
   * declaration. Default: one site with the simulator's defaults.
   */
  readonly sites?: readonly { readonly label: string; readonly options: unknown }[]
  /**
   * Names of the parameters that every request for a list has, whatever the filter. Default: all that the request
   * without a filter has. To be given where a condition takes the place of a parameter.
   */
  readonly alwaysSent?: Readonly<Partial<Record<ListName, readonly string[]>>>
  /** How conditions are tried that only this vendor supports. */
  readonly conditions?: OwnConditions
  /** Rules that this adapter breaks with good reason. One that names no rule, or a rule that holds, is a failure. */
  readonly except?: readonly { readonly rule: string; readonly reason: string }[]
}

/** One rule of the audit. Its id is permanent and its meaning never changes. */
export interface Rule {
  readonly id: `C${number}`
  readonly level: 'MUST' | 'SHOULD'
  /** What follows the level: `build the same request for the same input`. */
  readonly title: string
  /** @returns one sentence per breach, naming the example and the operation; empty when the rule holds. */
  readonly check: (kit: ConformanceKit) => readonly string[]
}

/** What the example of a golden declares; undefined when the adapter has no such example. */
export const declarationOf = ({ adapter }: ConformanceKit, golden: Golden): Declaration | undefined =>
  adapter.examples.find(({ label }) => label === golden.example)?.declaration
