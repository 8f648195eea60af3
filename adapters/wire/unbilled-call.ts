import { always } from './field-readers.js'

/** The fields of billing, for vendors whose records say nothing about it. */
export const unbilledCall = {
  price: always(null),
  rating: always<'UNKNOWN'>('UNKNOWN'),
  cost: always(null),
  charges: { from: [], read: () => [] },
  rate: always(null),
  billedDurationSeconds: always(null),
  ringDurationSeconds: always(null),
  destination: always(null),
  disconnectCause: always(null),
  endedBy: always(null),
  accountId: always(null),
  customer: always(null),
  remoteIp: always(null),
  carrier: always(null),
  dialled: always(null),
  portasip: always(null),
  mor: always(null),
} as const
