// Records that goldens expect.

export const party = (number: string | null, e164: string | null, name: string | null = null) => ({
  number,
  e164,
  name,
  anonymous: number === 'anonymous',
})

export const ALICE = party('4581808888', '+4581808888')
export const SWITCHBOARD = party('4570305050', '+4570305050')

/** A record of a call; what is not given is not reported. */
export const callRecord = (given: Readonly<Record<string, unknown>>) => ({
  sipCallId: null,
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
  parentCallSid: null,
  price: null,
  rating: 'NOT_RATED',
  answeredBy: null,
  forwardedFrom: null,
  phoneNumberSid: null,
  apiVersion: '2012-04-24',
  ...given,
})

/** A call in progress; what is not given is not reported. */
export const activeRecord = (given: Readonly<Record<string, unknown>>) => ({
  sipCallId: null,
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
  setupDelaySeconds: null,
  accountId: null,
  customer: null,
  portasip: null,
  mor: null,
  ...given,
})
