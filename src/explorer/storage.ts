const prefix = 'trunkline:'

/**
 * The browser's storage with prefixed names: other GraphQL servers on the same address store their tabs there too,
 * which would replace the sample operations.
 */
export const pageStorage = {
  get length(): number {
    return ownKeys().length
  },
  getItem: (key: string): string | null => localStorage.getItem(prefix + key),
  setItem: (key: string, value: string): void => localStorage.setItem(prefix + key, value),
  removeItem: (key: string): void => localStorage.removeItem(prefix + key),
  clear(): void {
    for (const key of ownKeys()) localStorage.removeItem(key)
  },
}

function ownKeys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix))
}
