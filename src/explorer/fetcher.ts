import { getOperationAST, type OperationTypeNode, parse } from 'graphql'
import { type Answer, readAnswer, unreachable } from './answer/read-answer.js'
import { subscribe, waitLonger } from './answer/subscribe.js'
import { toVisibleSchema } from './answer/visible-schema.js'

export interface GraphQLQuestion {
  readonly query: string
  readonly operationName?: string | null
  readonly variables?: unknown
}

export type Headers = Readonly<Record<string, string>>

/** Called after each answer, with the headers of the editor that were sent. */
export type OnAnswered = (answered: { readonly status: number; readonly headers: Headers }) => void

export interface FetcherOptions {
  /** Where operations are posted to. */
  readonly url: string
  /** The headers of the editor, for requests that the page sends before it has made the editor. */
  readonly readHeaders: () => Headers
  readonly onAnswered: OnAnswered
  /** Waits before a subscription is connected again. */
  readonly wait?: (retries: number) => Promise<void>
}

/** The operation by which GraphiQL reads the schema. */
const INTROSPECTION = 'IntrospectionQuery'

/** Creates the function that sends an operation. The server requires a JSON body, as protection against CSRF. */
export function createFetcher({ url, readHeaders, onAnswered, wait = waitLonger }: FetcherOptions) {
  const post = async (question: GraphQLQuestion, headers: Headers): Promise<Answer> => {
    let response: Response
    try {
      response = await fetch(url, {
        method: 'POST',
        // A redirect leads to the sign-in of a proxy, which no script can follow.
        redirect: 'manual',
        headers: {
          accept: 'application/graphql-response+json, application/json;q=0.9',
          ...headers,
          'content-type': 'application/json',
        },
        body: JSON.stringify(question),
      })
    } catch (error) {
      return unreachable(error)
    }
    onAnswered({ status: response.status, headers })
    const answer = await readAnswer(response)
    return question.operationName === INTROSPECTION ? toVisibleSchema(answer) : answer
  }
  return (
    question: GraphQLQuestion,
    { headers = readHeaders() }: { readonly headers?: Headers } = {},
  ): Promise<Answer> | AsyncIterableIterator<Answer> => {
    if (kindOf(question) !== 'subscription') return post(question, headers)
    const onStatus = (status: number) => onAnswered({ status, headers })
    return subscribe(question, { url, headers, onStatus, wait })
  }
}

/** The kind of the operation that is executed; null where the document is not valid, which the server explains best. */
export function kindOf({ query, operationName }: GraphQLQuestion): `${OperationTypeNode}` | null {
  try {
    return getOperationAST(parse(query), operationName)?.operation ?? null
  } catch {
    return null
  }
}
