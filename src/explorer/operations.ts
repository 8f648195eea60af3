/** A sample operation, as in `/explorer/operations.json`. */
export interface ReadyOperation {
  readonly name: string
  readonly query: string
  readonly variables?: { readonly [name: string]: unknown }
}

export interface Tab {
  readonly query: string
  readonly variables: string | null
}

/** The sample operations of this gateway; none when they cannot be loaded, because the page works without them. */
export async function fetchOperations(): Promise<readonly ReadyOperation[]> {
  try {
    const response = await fetch('explorer/operations.json')
    if (!response.ok) return []
    const operations: readonly ReadyOperation[] = await response.json()
    return operations
  } catch {
    return []
  }
}

export function toTab({ query, variables }: ReadyOperation): Tab {
  return { query, variables: variables === undefined ? null : JSON.stringify(variables, null, 2) }
}
