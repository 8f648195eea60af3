const prefix = 'trunkline:'

/**
 * The browser's storage under names of our own: other GraphQL servers on the same address leave their tabs there too,
 * and those would take the place of the ready operations.
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
