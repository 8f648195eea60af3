/** The error of a GraphQL response, as far as the page reads it. */
export interface GraphError {
  readonly message: string
  readonly extensions?: { readonly code?: string }
}

/** A GraphQL response. */
export interface GraphResult {
  readonly data?: unknown
  readonly errors?: readonly GraphError[]
}

/** What the gateway refused, in words for people. */
export interface Refused {
  readonly code: string
  readonly message: string
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @returns null where the text is no GraphQL response, such as the HTML page of a proxy. */
export function parseResult(text: string): GraphResult | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) && ('data' in value || 'errors' in value) ? value : null
  } catch {
    return null
  }
}

/** The first error of a response; null: it has none. */
export function refusalIn({ errors }: GraphResult): Refused | null {
  const [first] = errors ?? []
  return first === undefined ? null : { code: first.extensions?.code ?? 'UNKNOWN', message: first.message }
}

/** Whether the gateway no longer knows who is reading. */
export const isSignedOutCode = (code: string): boolean => code === 'UNAUTHENTICATED' || code === 'AUTH_EXPIRED'

/** 401, or the redirect of a log-in proxy: browsers hide its status and its target. */
export const isSignedOut = ({ status, type }: Pick<Response, 'status' | 'type'>): boolean =>
  status === 401 || type === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304)

/** What the page sends with each of its requests. */
export interface Sender {
  /** Headers with the credential; none where the browser sends its own. */
  readonly headers: () => Readonly<Record<string, string>>
  /** The address of the graph. */
  readonly graphUrl: string
}

/** The request of an operation. A redirect is not followed: it would lead to the page of a log-in. */
export const toRequest = (
  { headers }: Sender,
  { accept, ...operation }: { readonly accept: string; readonly query: string; readonly variables: object },
) => ({
  method: 'POST',
  redirect: 'manual' as const,
  cache: 'no-store' as const,
  headers: { ...headers(), accept, 'content-type': 'application/json' },
  body: JSON.stringify(operation),
})
