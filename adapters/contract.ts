import type { z } from 'zod'
import type { ActiveCallStatsDeclaration, Controls, Lookups } from './contract/actions.js'
import type { Authentication } from './contract/authentication.js'
import type { FaultRule } from './contract/faults.js'
import type { Lists } from './contract/lists.js'
import type { Region } from './values/phone-number.js'

// The adapter contract: an adapter is data and pure functions.
//
// It defines what to send to a vendor and what the response means; it never waits. No I/O, no clock, no randomness, no
// environment, no logger; no loops over pages, no retries, no global ids. The same input gives the same output.

export type * from './contract/actions.js'
export type * from './contract/authentication.js'
export * from './contract/faults.js'
export type * from './contract/filters.js'
export type * from './contract/lists.js'
export type * from './contract/paging.js'
export type * from './contract/records.js'
export type * from './contract/requests.js'
export type * from './contract/responses.js'

/** A vendor: its name, the settings that it needs, and what it declares under those settings. */
export interface Adapter<Settings> {
  /** Lower-case name in the configuration and in `Source.vendor`. */
  readonly vendor: string
  readonly title: string
  /** Where the vendor documents this interface. */
  readonly manual: string
  /** The vendor's own keys of a source's configuration, without the keys that all sources have. */
  readonly settings: z.ZodType<Settings>
  /** What the vendor supports under these settings, how requests are made and how responses are read. */
  readonly declare: (settings: Settings) => Declaration
  /** Settings that show every product of the vendor, for the conformance audit and the vendor table. */
  readonly examples: readonly { readonly label: string; readonly settings: Settings }[]
}

/** An adapter whose settings type is hidden, so that adapters of different vendors fit into one list. */
export interface AnyAdapter {
  readonly vendor: string
  readonly title: string
  readonly manual: string
  readonly settings: z.ZodType
  /** @throws when the settings do not fit the vendor's own schema. */
  readonly declare: (settings: unknown) => Declaration
  readonly examples: readonly { readonly label: string; readonly declaration: Declaration }[]
}

/** Makes an adapter that validates its settings itself, so that adapters of different vendors fit into one list. */
export function defineAdapter<Settings>(adapter: Adapter<Settings>): AnyAdapter {
  return {
    vendor: adapter.vendor,
    title: adapter.title,
    manual: adapter.manual,
    settings: adapter.settings,
    declare: (settings) => adapter.declare(adapter.settings.parse(settings)),
    examples: adapter.examples.map(({ label, settings }) => ({ label, declaration: adapter.declare(settings) })),
  }
}

export interface Declaration {
  readonly auth: Authentication
  /** The country whose numbering plan applies to national numbers. Calls to other countries are international. */
  readonly region?: Region
  readonly lists: Lists
  readonly lookups: Lookups
  readonly control: Controls
  /** Totals per account, for vendors that can count calls at a lower cost than they list them. */
  readonly activeCallStats?: ActiveCallStatsDeclaration
  /** What the vendor's errors mean; the first rule that matches decides. An error that no rule matches is PROTOCOL. */
  readonly faults: readonly FaultRule[]
  /**
   * Reads the vendor's error code and text from a response with an HTTP status other than 2xx.
   * The text is only compared with the fault table: it never reaches a client or a log.
   */
  readonly readError: (body: string, contentType: string) => { code?: string; text?: string }
}
