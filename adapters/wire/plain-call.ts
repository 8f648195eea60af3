import { always } from './field-readers.js'

/** The fields of call records that are resources of a programmable voice API, for vendors whose records are not. */
export const plainCall = {
  createdAt: always(null),
  updatedAt: always(null),
  parentCallSid: always(null),
  answeredBy: always(null),
  forwardedFrom: always(null),
  phoneNumberSid: always(null),
  apiVersion: always(null),
  uri: always(null),
} as const
