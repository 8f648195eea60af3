/** A host as a browser writes it: lower case, Punycode, without the dot that may end it; null for what is no host. */
export function canonicalHost(host: string): string | null {
  const name = URL.parse(`http://${host}/`)?.hostname.replace(/\.$/, '') ?? ''
  return name === '' ? null : name
}
