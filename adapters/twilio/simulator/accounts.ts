import type { WorldCall } from '../../simulation/contract.js'

// Which account a call of the world belongs to. Every second customer has a subaccount; all other calls are in the main
// account.

/** The subaccount of a customer of the world. */
export const subaccountOf = (customerIndex: number): string =>
  `ACdemo-subaccount-${String(customerIndex).padStart(4, '0')}`

/** The SID of the account; null: it belongs to the main account. */
export function subaccountWith({ sourceCustomerIndex, destinationCustomerIndex }: WorldCall): string | null {
  const customerIndex = sourceCustomerIndex ?? destinationCustomerIndex
  return customerIndex === null || customerIndex % 2 === 0 ? null : subaccountOf(customerIndex)
}

/** Whether there is such a subaccount; the world has at most this many customers. */
export const isSubaccount = (sid: string): boolean => /^ACdemo-subaccount-(?!9{4})\d{4}$/.test(sid)
