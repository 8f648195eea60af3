import { type DocumentNode, print } from 'graphql'

// `trunkline/client`: a small client for programs in TypeScript. It runs wherever there is fetch, also in browsers.

export type { GraphIntrospection } from '../../schema/introspection.js'

/** The scalars of the graph as they are in JSON, for tools that infer or generate types. */
export interface GraphScalars {
  /** RFC 3339, UTC. */
  readonly DateTime: string
  /** Digit for digit: money never becomes a float. */
  readonly Decimal: string
  readonly JSONObject: Readonly<Record<string, unknown>>
}

/** A document with the types of its result and its variables, as gql.tada and GraphQL Code Generator make it. */
export interface TypedDocument<Result, Variables> {
  readonly __apiType?: (variables: Variables) => Result
}

/** A typed document, as a parsed one or as an object with its text; or the text alone, whose types the caller says. */
export type OperationDocument<Result, Variables> =
  | string
  | (TypedDocument<Result, Variables> & (DocumentNode | { toString(): string }))

/** Variables may be left out where none is required. */
export type VariableArguments<Variables> =
  Partial<Variables> extends Variables ? [variables?: Variables] : [variables: Variables]

export interface ClientOptions {
  /** The address of the gateway: `https://gateway.example.net`, or with the path of the graph. */
  readonly url: string
  /** Sent with each request, such as `authorization`; a function is called for each, so that tokens can be renewed. */
  readonly headers?: RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>)
  /** Aborts each request that takes longer, in milliseconds; no limit unless given. */
  readonly timeoutMs?: number
  /** That of the platform unless given. */
  readonly fetch?: FetchFunction
}

export type RequestHeaders = Readonly<Record<string, string>>

/** As much of `fetch` as is used. */
export type FetchFunction = (
  url: string,
  init: {
    readonly method: 'POST'
    readonly headers: RequestHeaders
    readonly body: string
    readonly signal?: AbortSignal
  },
) => Promise<{
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}>

export interface GraphError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  /** `code` is stable: see the page about errors. */
  readonly extensions: { readonly code: string; readonly [name: string]: unknown }
}

/** What the graph has answered: where a system has failed, data and errors together. */
export interface GraphAnswer<Result> {
  /** Null where there is none at all. */
  readonly data: Result | null
  readonly errors: readonly GraphError[]
  /** For questions to those who run the gateway: it is in its log. */
  readonly requestId: string | null
}

/** A request has failed, or its answer has errors. */
export class TrunklineError extends Error {
  override readonly name = 'TrunklineError'
  constructor(
    message: string,
    /** The HTTP status; null where there was no answer. */
    readonly status: number | null,
    /** Empty where the answer is not one of the graph, such as that of a proxy. */
    readonly errors: readonly GraphError[] = [],
    /** What there is in spite of the errors; null for nothing. */
    readonly data: unknown = null,
    readonly requestId: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }

  /** The code of the first error; null for none. */
  get code(): string | null {
    return this.errors[0]?.extensions.code ?? null
  }
}

export interface Client {
  /**
   * Executes a query or a mutation.
   * @throws TrunklineError for an answer with any error; `data` has what there is in spite of it.
   */
  request<Result, Variables = Readonly<Record<string, unknown>>>(
    document: OperationDocument<Result, Variables>,
    ...variables: VariableArguments<Variables>
  ): Promise<Result>
  /**
   * The same where partial data is welcome: errors of the graph are returned beside the data.
   * @throws TrunklineError where there is no answer of the graph.
   */
  ask<Result, Variables = Readonly<Record<string, unknown>>>(
    document: OperationDocument<Result, Variables>,
    ...variables: VariableArguments<Variables>
  ): Promise<GraphAnswer<Result>>
}

/** @throws TypeError where the address is none. */
export function createClient(options: ClientOptions): Client {
  const address = toAddress(options.url)
  return {
    async ask<Result>(document: OperationDocument<Result, never>, variables?: unknown) {
      const { status: _, ...answer } = read<Result>(
        await send(address, options, { query: textOf(document), variables }),
      )
      return answer
    },
    async request<Result>(document: OperationDocument<Result, never>, variables?: unknown) {
      const received = await send(address, options, { query: textOf(document), variables })
      const { data, errors, status, requestId } = read<Result>(received)
      const [first] = errors
      if (first === undefined && data !== null) return data
      throw new TrunklineError(first?.message ?? 'there is no data', status, errors, data, requestId)
    },
  }
}

interface Received {
  readonly status: number
  readonly requestId: string | null
  readonly text: string
}

/** @throws TrunklineError where there is no answer. */
async function send(
  address: string,
  { headers = {}, timeoutMs, fetch: exchange = fetch }: ClientOptions,
  operation: object,
): Promise<Received> {
  const own = typeof headers === 'function' ? await headers() : headers
  const init = { method: 'POST', headers: { ...JSON_HEADERS, ...own }, body: JSON.stringify(operation) } as const
  try {
    const response = await exchange(
      address,
      timeoutMs === undefined ? init : { ...init, signal: AbortSignal.timeout(timeoutMs) },
    )
    return { status: response.status, requestId: response.headers.get('x-request-id'), text: await response.text() }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new TrunklineError(`${address} has not answered: ${reason}`, null, [], null, null, { cause: error })
  }
}

/** @throws TrunklineError for what the graph does not write. */
function read<Result>({ status, requestId, text }: Received): GraphAnswer<Result> & { readonly status: number } {
  const answer = parse<Result>(text)
  if (answer === null || !(Array.isArray(answer.errors) || 'data' in answer))
    throw new TrunklineError(`HTTP ${status}: this is no answer of the graph`, status, [], null, requestId)
  return { data: answer.data ?? null, errors: answer.errors ?? [], status, requestId }
}

/** Null for what is no object in JSON, such as the page of a proxy. */
function parse<Result>(
  text: string,
): { readonly data?: Result | null; readonly errors?: readonly GraphError[] } | null {
  try {
    const parsed = JSON.parse(text)
    return typeof parsed === 'object' ? parsed : null
  } catch {
    return null
  }
}

const JSON_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json;q=0.9',
}

/** The path of the graph is the default one where there is none. */
function toAddress(url: string): string {
  const address = new URL(url)
  if (address.pathname === '/') address.pathname = '/graphql'
  return address.href
}

const textOf = (document: OperationDocument<unknown, never>): string =>
  typeof document === 'object' && 'kind' in document ? print(document) : String(document)
