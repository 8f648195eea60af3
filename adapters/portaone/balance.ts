import type { BalanceKind } from '../../schema/enums.js'
import type { ReportedBalance, Row } from '../contract.js'
import { negateDecimal, toDecimal, toMoney } from '../values/decimal.js'
import { toInt, toText } from '../wire/field-readers.js'
import type { PortaoneSettings } from './settings.js'

// Balances of customers and accounts. The balance of a prepaid account (billing_model -1) is the money that there is. All
// others count what was used, so a positive balance is owed: clients compute what is left as credit_limit - balance. PortaOne
// does not document it for customers, so a setting says it.

export const BALANCE = [
  'balance',
  'credit_limit',
  'iso_4217',
  'billing_model',
  'i_account_balance_control_type',
] as const

const PREPAID = -1
const POSTPAID = 1
/** The balance of an account with this value is that of its customer. */
const BALANCE_OF_CUSTOMER = 3

function kindOf(row: Row): BalanceKind {
  const model = toInt(row['billing_model'])
  return model === PREPAID ? 'PREPAID' : model === POSTPAID ? 'POSTPAID' : 'UNKNOWN'
}

/** What a row says of its balance, positive if there is money; null if it has none. */
export const balanceReader =
  (settings: Pick<PortaoneSettings, 'postpaidBalance' | 'currency'>) =>
  (row: Row): ReportedBalance | null => {
    const reported = toDecimal(row['balance'])
    if (reported === null || toInt(row['i_account_balance_control_type']) === BALANCE_OF_CUSTOMER) return null
    const kind = kindOf(row)
    const isOwed = kind !== 'PREPAID' && settings.postpaidBalance === 'debt'
    const currency = toText(row['iso_4217']) ?? settings.currency ?? null
    return {
      amount: { amount: isOwed ? negateDecimal(reported) : reported, currency },
      creditLimit: toMoney(row['credit_limit'], currency),
      kind,
    }
  }
