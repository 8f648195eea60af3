import type { Parameters, VendorRequest } from '../contract.js'

// Requests about users and their devices.

/** An id as MOR writes it: for 007 it would return user 7. */
export const WRITTEN_ID = /^(0|[1-9]\d*)$/

export const userRequest = (
  method: 'users_get' | 'user_details_get' | 'devices_get',
  fields: Parameters,
): VendorRequest => ({
  operation: method,
  method: 'POST',
  path: `/api/${method}`,
  body: { kind: 'form', fields },
  repeatable: true,
  accept: 'text/xml, application/xml, text/html',
})
