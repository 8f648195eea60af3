/**
 * What every answer says, to whatever browser reads it: it is data, and nothing in it may load or run anything. The
 * explorer page has its own policy.
 */
export const pageHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}
