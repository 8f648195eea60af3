// Two graphs of one company on real ports: Trunkline over simulators, and a small CRM of another team that adds its
// own fields to Trunkline's entities.

import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'
import { pino } from 'pino'
import { adapters } from '../../../adapters/index.js'
import { readConfiguration } from '../../../src/config/schema.js'
import { startGateway } from '../../../src/gateway/gateway.js'
import { startServer } from '../../../src/server/server.js'
import { type RunningSimulators, type SimulatorsOptions, startSimulators } from '../../../src/simulator/demo.js'

const silent = pino({ level: 'silent' })

/** It stands still, so that no call ends between two questions. */
const now = () => Date.UTC(2026, 2, 1, 12)

export interface Subgraph {
  readonly url: string
  close(): Promise<void>
}

export interface Trunkline extends Subgraph {
  readonly simulators: RunningSimulators
  /** Moves the monotonic clock of the gateway, by which failures are remembered. */
  pass(milliseconds: number): void
}

/** Starts the gateway over simulators of every vendor. */
export async function startTrunkline(options: Partial<SimulatorsOptions> = {}): Promise<Trunkline> {
  const simulators = await startSimulators({ now, world: { history: 300 }, ...options })
  const server = { port: 0, stopGraceMs: 0 }
  // No stale answers are used, so that a vendor that is down shows.
  const sources = Object.entries(simulators.configuration).map(([name, source]) => [
    name,
    { ...source, staleOnError: 0 },
  ])
  const reading = readConfiguration({ server, sources: Object.fromEntries(sources) }, adapters)
  if (!reading.ok) throw new Error(reading.faults.join('; '))
  let passedMs = 0
  const monotonicNow = () => performance.now() + passedMs
  const gateway = await startGateway({ configuration: reading, logger: silent, now, monotonicNow, explorer: false })
  return {
    simulators,
    pass: (milliseconds) => void (passedMs += milliseconds),
    url: `${gateway.url}/graphql`,
    close: async () => {
      await gateway.close()
      await simulators.close()
    },
  }
}

const CRM = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])

  type Query {
    tickets: [Ticket!]!
  }
  type Ticket @key(fields: "id") {
    id: ID!
    text: String!
    about: Session
    reporter: Customer
    callback: PhoneNumber
  }
  type Session @key(fields: "id") {
    id: ID!
    contract: Contract
  }
  type Customer @key(fields: "id") {
    id: ID!
    contract: Contract
  }
  type PhoneNumber @key(fields: "number") {
    number: ID!
    label: String
  }
  type Contract {
    number: String!
    pages: PageInfo!
  }
  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }
`

/** What the CRM knows of an entity: the number of its contract is made of the entity's id. */
const contractOf = ({ id }: { readonly id: string }) => ({
  number: `contract of ${id}`,
  pages: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
})

export interface Ticket {
  readonly id: string
  readonly text: string
  readonly about?: { readonly id: string }
  readonly reporter?: { readonly id: string }
  readonly callback?: { readonly number: string }
}

/** Starts the CRM; its tickets are about entities of which only Trunkline knows more. */
export async function startCrm(tickets: () => readonly Ticket[]): Promise<Subgraph> {
  const typeDefs = parse(CRM)
  const server = await startServer({
    schema: buildSubgraphSchema([
      {
        typeDefs,
        resolvers: {
          Query: { tickets: () => tickets() },
          Session: { contract: contractOf },
          Customer: { contract: contractOf },
          PhoneNumber: { label: ({ number }: { number: string }) => `label of ${number}` },
        },
      },
    ]),
    context: () => ({}),
    host: '127.0.0.1',
    port: 0,
    logger: silent,
    ready: () => true,
    stopGraceMs: 0,
  })
  return { url: `${server.url}/graphql`, close: server.close }
}

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly unknown[]
    readonly extensions?: Readonly<Record<string, unknown>>
  }[]
}

type RequestHeaders = Readonly<Record<string, string>>

/** Queries one subgraph directly. */
export async function ask(
  url: string,
  query: string,
  variables: object = {},
  headers: RequestHeaders = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  const answer: Answer = JSON.parse(await response.text())
  return answer
}

/** The schema of a subgraph, for the composition of the company's graph. */
export async function sdlOf(url: string, headers: RequestHeaders = {}): Promise<string> {
  const { data } = await ask(url, '{ _service { sdl } }', {}, headers)
  const service: unknown = data?.['_service']
  if (typeof service !== 'object' || service === null || !('sdl' in service)) throw new Error('there is no _service')
  return String(service.sdl)
}
