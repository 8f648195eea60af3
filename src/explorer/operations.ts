/** An example, as in `/explorer/operations.json`. */
export interface ReadyOperation {
  readonly name: string
  readonly query: string
  readonly variables?: { readonly [name: string]: unknown }
}

export interface Tab {
  readonly query: string
  readonly variables: string | null
}

/** The examples of this gateway; none when they cannot be loaded, because the page works without them. */
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

/** What an example is for: the comment that its query begins with; empty where there is none. */
export function describeOperation({ query }: Pick<ReadyOperation, 'query'>): string {
  const [comment = ''] = /^(#.*\n)+/.exec(query) ?? []
  return comment.replaceAll(/^# */gm, '').trim().replaceAll('\n', ' ')
}
