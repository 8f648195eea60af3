// A CRM of another team: people with their numbers, and the contracts of customers. It knows nothing of calls.

import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'
import { pino } from 'pino'
import { startServer } from '../../../src/server/server.js'
import type { Subgraph } from './subgraphs.js'

const CRM = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])

  type Query {
    people: [Person!]!
    person(name: String!): Person
  }
  type Person {
    name: String!
    numbers: [PhoneNumber!]!
  }
  type PhoneNumber @key(fields: "number") {
    number: ID!
    owner: Person
  }
  type Customer @key(fields: "id") {
    id: ID!
    contract: Contract
  }
  type Contract {
    number: String!
    level: String!
  }
`

export interface Person {
  readonly name: string
  /** As people typed them in. */
  readonly numbers: readonly string[]
}

export interface Crm extends Subgraph {
  /** Who is in it; the test changes that. */
  readonly people: Person[]
  /** How many customers' contracts were requested, and in how many requests. */
  readonly seen: { requests: number }
}

const toNumber = (number: string) => ({ number })
const withNumbers = (person: Person) => ({ ...person, numbers: person.numbers.map(toNumber) })

/** Starts the CRM; every customer has a contract, whose number is made of the customer's id. */
export async function startCrmOfPeople(): Promise<Crm> {
  const people: Person[] = []
  const seen = { requests: 0 }
  const ownerOf = ({ number }: { readonly number: string }) => {
    const owner = people.find(({ numbers }) => numbers.includes(number))
    return owner === undefined ? null : withNumbers(owner)
  }
  const contractOf = ({ id }: { readonly id: string }) => ({ number: `C-${id}`, level: 'gold' })
  const Query = {
    people: () => people.map(withNumbers),
    person: (_: unknown, { name }: { readonly name: string }) => {
      const found = people.find((person) => person.name === name)
      return found === undefined ? null : withNumbers(found)
    },
  }
  const server = await startServer({
    schema: buildSubgraphSchema([
      {
        typeDefs: parse(CRM),
        resolvers: { Query, PhoneNumber: { owner: ownerOf }, Customer: { contract: contractOf } },
      },
    ]),
    context: () => {
      seen.requests++
      return {}
    },
    host: '127.0.0.1',
    port: 0,
    logger: pino({ level: 'silent' }),
    ready: () => true,
    stopGraceMs: 0,
  })
  return { url: `${server.url}/graphql`, people, seen, close: server.close }
}
