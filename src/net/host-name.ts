/** Normalizes a host name as browsers do: lower case, Punycode, without a trailing dot; null when it is not valid. */
export function canonicalHost(host: string): string | null {
  const name = URL.parse(`http://${host}/`)?.hostname.replace(/\.$/, '') ?? ''
  return name === '' ? null : name
}
