import type { MoneyInput } from '../../schema/filters.js'

// How a vendor applies the conditions of a filter.

/**
 * How precisely a vendor applies one condition of a filter.
 * exact: the vendor returns exactly the matching rows. superset: it may return more, so the gateway filters again.
 * none: the condition is not sent, and the gateway filters all rows. unsupported: neither the vendor nor the gateway
 * can apply it, so the source contributes nothing.
 */
export type Pushdown = 'exact' | 'superset' | 'none' | 'unsupported'

/** An amount of money is one value, and not a group of conditions. */
type OneValue = readonly unknown[] | MoneyInput

/** The conditions of a filter that apply to every vendor. */
export type CommonPath<Filter> = {
  [Key in keyof Filter & string]-?: NonNullable<Filter[Key]> extends OneValue
    ? Key
    : NonNullable<Filter[Key]> extends object
      ? never
      : Key
}[keyof Filter & string]

/** The conditions that only one vendor supports, by dotted name: `portasip.connectionId`. */
export type OwnPath<Filter> = {
  [Key in keyof Filter & string]-?: NonNullable<Filter[Key]> extends OneValue
    ? never
    : NonNullable<Filter[Key]> extends object
      ? `${Key}.${keyof NonNullable<Filter[Key]> & string}`
      : never
}[keyof Filter & string]

/** How each condition is applied. A vendor's own condition that is left out is unsupported. */
export type PushdownRules<Filter> = Readonly<
  Record<CommonPath<Filter>, PushdownRule> & Partial<Record<OwnPath<Filter>, PushdownRule>>
>

/** A function if it depends on the value, such as for a vendor that can filter by one status but not by two. */
export type PushdownRule = Pushdown | ((value: unknown) => Pushdown)

/**
 * How the gateway checks a vendor's own condition, for vendors that may ignore it. It is then declared `superset`; without
 * a check it is `exact`, or `unsupported`.
 */
export interface OwnCheck {
  /** The fields of the record that it reads. */
  readonly reads: readonly string[]
  readonly test: (wanted: unknown) => (read: (field: string) => unknown) => boolean
}
