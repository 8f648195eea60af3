export interface GraphQLQuestion {
  readonly query: string
  readonly operationName?: string | null
  readonly variables?: unknown
}

/** Posts an operation to the address of this page. The server requires a JSON body, as protection against CSRF. */
export async function fetchResult(
  question: GraphQLQuestion,
  { headers }: { readonly headers?: { readonly [name: string]: string } } = {},
): Promise<{ readonly [key: string]: unknown }> {
  const response = await fetch(location.pathname, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...headers,
      'content-type': 'application/json',
    },
    body: JSON.stringify(question),
  })
  return response.json()
}
