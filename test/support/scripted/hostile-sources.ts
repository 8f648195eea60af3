// Sources whose systems misbehave: one for every way to do so and every vendor, so that none meets what another left.

import { expect } from 'vitest'
import {
  type HostileServer,
  isMisbehaviour,
  MARK,
  MAX_RESPONSE_BYTES,
  type Misbehaviour,
  misbehaviours,
} from './hostile.js'

export const VENDORS = ['telecomx', 'portasip', 'restcomm', 'mor', 'portaone', 'twilio'] as const
export type Vendor = (typeof VENDORS)[number]

/** A source of each vendor, and one more of the vendor that may log in before it asks. */
export const VARIANTS = [...VENDORS, 'telecomx-login'] as const
export type Variant = (typeof VARIANTS)[number]

export const vendorOf = (variant: Variant): Vendor => (variant === 'telecomx-login' ? 'telecomx' : variant)

/** Those that log in before they ask: their log-in is what fails. */
export const LOGGING_IN: ReadonlySet<Variant> = new Set(['telecomx-login', 'portaone'])

/** What may be wrong with a source: that it cannot be reached, or what the hostile server does. */
export type Trouble = 'refused' | Misbehaviour

/** The name of a source. */
export const nameOf = (failure: Trouble, variant: Variant): string => `${failure}-${variant}`

const AUTHS: Readonly<Record<Variant, object>> = {
  telecomx: { token: 'hidden-token' },
  'telecomx-login': { username: 'demo-user', password: 'hidden-password' },
  portasip: { username: 'demo-user', password: 'hidden-password' },
  restcomm: { accountSid: 'demo-account', authToken: 'hidden-auth-token' },
  mor: { username: 'demo-user', secretKey: 'hidden-secret-key' },
  portaone: { username: 'demo-user', password: 'hidden-password' },
  twilio: { accountSid: 'demo-account', authToken: 'hidden-auth-token' },
}
const SECRETS = ['hidden-token', 'hidden-password', 'hidden-auth-token', 'hidden-secret-key', 'demo-account']
/** What a request carries that is as good as the secret. */
const DERIVED = /\b[0-9a-f]{40}\b|Basic [\w+/]{8}|Bearer |Digest username/

/** Nothing of what the hostile server sent, or was sent, may be in it. */
export function expectNoLeak(text: string): void {
  expect(text).not.toContain(MARK)
  for (const secret of SECRETS) expect(text).not.toContain(secret)
  expect(text).not.toMatch(DERIVED)
}

/** The port for discarding: nothing listens there any more. */
const REFUSING = 'http://127.0.0.1:9'
export const LONG_MS = 600_000

/**
 * All of them, as in the configuration file; none is asked again.
 * @param timeoutOfHangsMs of those that hang; the others have time without end.
 */
export function hostileSources(
  { origin }: HostileServer,
  timeoutOfHangsMs: number,
): Record<string, Record<string, unknown>> {
  const troubles: readonly Trouble[] = ['refused', ...Object.keys(misbehaviours).filter(isMisbehaviour)]
  const sources = troubles.flatMap((failure) =>
    VARIANTS.map((variant) => {
      const url = `${failure === 'refused' ? REFUSING : origin}/${failure}/${variant}`
      const timeoutMs = failure.startsWith('hangs') ? timeoutOfHangsMs : LONG_MS
      const keys = { vendor: vendorOf(variant), url, auth: AUTHS[variant], timeoutMs }
      return [nameOf(failure, variant), { ...keys, maxResponseBytes: MAX_RESPONSE_BYTES, retries: 0 }]
    }),
  )
  return Object.fromEntries(sources)
}
