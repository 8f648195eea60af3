import type { Row } from '../contract.js'

const PASSWORD = /password/i

/**
 * A row without its passwords, such as that of the self-care portal: nothing reads them.
 * @param except a member that is kept: the password that a guarded field reads.
 */
export const withoutPasswords = (row: Row, except?: string): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name === except || !PASSWORD.test(name)))
