/** A ready operation, as `/explorer/operations.json` lists them. */
export interface ReadyOperation {
  readonly name: string
  readonly query: string
  readonly variables?: { readonly [name: string]: unknown }
}

export interface Tab {
  readonly query: string
  readonly variables: string | null
}

/** The ready operations of this gateway; none when it cannot tell, for the page is of use without them. */
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
