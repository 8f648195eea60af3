import type { ReportedBalance } from '../../../adapters/contract.js'
import { addDecimals } from '../../../adapters/values/decimal.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { Balance, Money } from '../../../schema/shapes.js'

const isReported = (value: unknown): value is ReportedBalance =>
  typeof value === 'object' && value !== null && 'amount' in value && 'creditLimit' in value

/**
 * A balance as an adapter reports it, with what follows from it; null if it reports none.
 * @param fetchedAtMs when the answer with the balance came.
 */
export function toBalance(reported: unknown, fetchedAtMs: EpochMs): Balance | null {
  if (!isReported(reported)) return null
  const { amount, creditLimit, kind } = reported
  return {
    amount,
    creditLimit,
    available: creditLimit === null ? null : sumOf(amount, creditLimit),
    kind,
    asOf: new Date(fetchedAtMs).toISOString(),
  }
}

/** Null unless both are known to be in the same currency. */
const sumOf = (a: Money, b: Money): Money | null =>
  a.currency === null || a.currency !== b.currency
    ? null
    : { amount: addDecimals(a.amount, b.amount), currency: a.currency }
