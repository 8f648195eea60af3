/**
 * What every answer says, to whatever browser reads it: it is data, and nothing in it may load or run anything. The
 * explorer page has a policy of its own.
 */
export const pageHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}
