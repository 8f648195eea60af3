const prefix = 'trunkline:'
const HEADERS = `${prefix}headers`

/** Credentials are typed into the header editor: they end with the browser tab, and are nowhere else. */
export const headersStorage = {
  get: (): string => sessionStorage.getItem(HEADERS) ?? '',
  set: (headers: string): void => sessionStorage.setItem(HEADERS, headers),
}

/**
 * The browser's storage with prefixed names: other GraphQL servers on the same address store their tabs there too,
 * which would replace the sample operations. The history of operations has their headers, which are left out.
 */
export const pageStorage = {
  get length(): number {
    return ownKeys().length
  },
  getItem: (key: string): string | null => localStorage.getItem(prefix + key),
  setItem: (key: string, value: string): void => localStorage.setItem(prefix + key, withoutHeaders(value)),
  removeItem: (key: string): void => localStorage.removeItem(prefix + key),
  clear(): void {
    for (const key of ownKeys()) localStorage.removeItem(key)
  },
}

function ownKeys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix))
}

/** What is not JSON is a text of the page's own, such as a query. */
function withoutHeaders(value: string): string {
  if (!value.includes('"headers"')) return value
  try {
    return JSON.stringify(JSON.parse(value, (key, part: unknown) => (key === 'headers' ? null : part)))
  } catch {
    return value
  }
}
