import type { Authentication } from '../../../adapters/contract.js'

/** A token that was given out for machines, and is sent as it is (RFC 6750). */
export const formatBearer = ({ token }: Extract<Authentication, { scheme: 'bearer' }>): string =>
  `Bearer ${token.reveal()}`
