import type { Authentication } from '../../../adapters/contract.js'

/** A long-lived API token, sent unchanged (RFC 6750). */
export const formatBearer = ({ token }: Extract<Authentication, { scheme: 'bearer' }>): string =>
  `Bearer ${token.reveal()}`
