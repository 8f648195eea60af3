import { buildSchema, type GraphQLFieldResolver, GraphQLObjectType, type GraphQLSchema } from 'graphql'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { ContextRequest } from '../../../src/server/http/context-request.js'
import { type RunningServer, startServer } from '../../../src/server/server.js'
import type { ServerOptions } from '../../../src/server/server-options.js'

/** The context of the small server: the request itself. */
export interface SmallContext {
  readonly request: ContextRequest
}

export type SmallResolver = GraphQLFieldResolver<unknown, SmallContext, { readonly [name: string]: unknown }>

export type SmallResolvers = { readonly [coordinate: string]: SmallResolver }

const sdl = /* GraphQL */ `
  type Query {
    greeting(first: Int! = 1): String
    required: String!
    person: Person
  }
  type Person {
    name: String
    friend: Person
  }
  type Mutation {
    rename(name: String!): String
  }
`

export function smallSchema(resolvers: SmallResolvers = {}): GraphQLSchema {
  const schema = buildSchema(sdl)
  const all: SmallResolvers = {
    'Query.greeting': (_source, { first }) => `hello ${String(first)}`,
    'Query.person': () => ({ name: 'Ada' }),
    'Person.friend': () => ({ name: 'Bob' }),
    'Mutation.rename': (_source, { name }) => name,
    ...resolvers,
  }
  for (const [coordinate, resolve] of Object.entries(all)) {
    const [typeName = '', fieldName = ''] = coordinate.split('.')
    const type = schema.getType(typeName)
    const field = type instanceof GraphQLObjectType ? type.getFields()[fieldName] : undefined
    if (field === undefined) throw new Error(`the small schema has no ${coordinate}`)
    field.resolve = resolve
  }
  return schema
}

export interface SmallServer extends RunningServer<SmallContext> {
  readonly graphql: string
  /** What it was started with. */
  readonly options: ServerOptions<SmallContext>
  /** What was logged, as the JSON lines that pino writes. */
  readonly logLines: readonly string[]
}

export type SmallOptions = Partial<ServerOptions<SmallContext>> & { readonly resolvers?: SmallResolvers }

/** Starts the real server over a small schema on a free port of loopback; the caller closes it. */
export async function openSmallServer({ resolvers, ...options }: SmallOptions = {}): Promise<SmallServer> {
  const logLines: string[] = []
  const all: ServerOptions<SmallContext> = {
    schema: smallSchema(resolvers),
    context: (request) => ({ request }),
    host: '127.0.0.1',
    port: 0,
    logger: pino({ level: 'debug' }, { write: (line: string) => logLines.push(line) }),
    ready: () => true,
    ...options,
  }
  const server = await startServer<SmallContext>(all)
  return { ...server, options: all, graphql: `${server.url}/graphql`, logLines }
}

/** The same, closed when the test ends. */
export async function startSmallServer(options?: SmallOptions): Promise<SmallServer> {
  const server = await openSmallServer({ stopGraceMs: 0, ...options })
  onTestFinished(() => server.close())
  return server
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    readonly data?: unknown
    readonly errors?: readonly {
      readonly message: string
      readonly path?: readonly unknown[]
      readonly extensions?: { readonly [name: string]: unknown }
    }[]
  }
}

export interface Question {
  readonly query: string
  readonly variables?: unknown
  readonly operationName?: string
}

/** Posts one operation as JSON. */
export async function ask(
  url: string,
  question: Question | string,
  headers: { readonly [name: string]: string } = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(typeof question === 'string' ? { query: question } : question),
  })
  return { status: response.status, headers: response.headers, body: await readJson(response) }
}

async function readJson(response: Response): Promise<Answer['body']> {
  const body: Answer['body'] = JSON.parse(await response.text())
  return body
}
