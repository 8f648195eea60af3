// Ids of customers and accounts, from their indexes in the world.

/** The owner of the switch. */
export const OWN_CUSTOMER = 1
const FIRST_CUSTOMER = 1234
const FIRST_ACCOUNT = 300

/** The i_customer of a customer of the world; null is the owner of the switch. */
export const customerIdOf = (index: number | null): number => (index === null ? OWN_CUSTOMER : FIRST_CUSTOMER + index)

/** The i_account of a trunk. */
export const accountKeyOf = (trunkIndex: number): number => FIRST_ACCOUNT + trunkIndex

/** The id of the account of a trunk. */
export const accountIdOf = (trunkIndex: number): string => `acct${accountKeyOf(trunkIndex)}`

/** The i_customer of a reseller. */
export const resellerIdOf = (index: number): number => OWN_CUSTOMER + 1 + index
