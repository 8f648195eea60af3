export interface GraphQLQuestion {
  readonly query: string
  readonly operationName?: string | null
  readonly variables?: unknown
}

export type Headers = Readonly<Record<string, string>>

/** Called after each answer, with the headers of the editor that were sent. */
export type OnAnswered = (answered: { readonly status: number; readonly headers: Headers }) => void

/**
 * Creates the function that posts an operation to the address of this page. The server requires a JSON body, as protection
 * against CSRF.
 * @param readHeaders the headers of the editor, for requests that the page sends before it has made the editor.
 */
export const createFetcher =
  (readHeaders: () => Headers, onAnswered: OnAnswered) =>
  async (
    question: GraphQLQuestion,
    { headers = readHeaders() }: { readonly headers?: Headers } = {},
  ): Promise<{ readonly [key: string]: unknown }> => {
    const response = await fetch(location.pathname, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        ...headers,
        'content-type': 'application/json',
      },
      body: JSON.stringify(question),
    })
    onAnswered({ status: response.status, headers })
    return response.json()
  }
