import type { Authentication } from '../../../adapters/contract.js'

/** HTTP Basic (RFC 7617), sent with the first request, before any challenge; encoded as UTF-8. */
export function formatBasic({ username, password }: Extract<Authentication, { scheme: 'basic' }>): string {
  return `Basic ${Buffer.from(`${username}:${password.reveal()}`, 'utf8').toString('base64')}`
}
