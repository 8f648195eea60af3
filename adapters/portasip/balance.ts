import type { ReportedBalance, Row } from '../contract.js'
import { negateDecimal, toDecimal, toMoney } from '../values/decimal.js'
import { toText } from '../wire/field-readers.js'

// Balances of customers and accounts. Sippy gives them different signs: listAccounts writes the money that there is, and
// getCustomerInfo and getAccountInfo write it inverted (articles 107322, 107426). Decoders turn the sign where it is
// inverted, so that all rows have the same. The switch sends doubles, which are read with the fewest digits that mean the
// same number: Sippy's library writes them with 17 decimals.

/** The vendor fields that a balance is read from. */
export const BALANCE = ['balance', 'credit_limit', 'base_currency'] as const

/** What a row says of its balance. The switch does not say whether it is paid before or after the use. */
export function toBalance(row: Row): ReportedBalance | null {
  const currency = toText(row['base_currency'])
  const amount = toMoney(row['balance'], currency)
  return amount === null ? null : { amount, creditLimit: toMoney(row['credit_limit'], currency), kind: 'UNKNOWN' }
}

/** A row with the balance under the other sign. */
export function withTurnedBalance(row: Row): Row {
  const balance = toDecimal(row['balance'])
  return balance === null ? row : { ...row, balance: negateDecimal(balance) }
}
