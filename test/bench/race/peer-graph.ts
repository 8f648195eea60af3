// The graph of the peers: as much of the gateway's graph as the workloads ask for, with the same names. Resolvers
// map rows to plain objects, so that graphql-js reads properties; only links have a resolver and a loader.

import DataLoader from 'dataloader'
import { callFromRestcomm, callFromSession, fromMor, fromSwitch, newestFirst, toAccount, toSession } from './records.ts'
import {
  fetchAccounts,
  fetchSessions,
  morText,
  parseMorCalls,
  parseRestcommCalls,
  parseSwitchCalls,
  restcommText,
  switchText,
} from './vendors.ts'

export const typeDefs = /* GraphQL */ `
  type Query {
    sessions(first: Int!, filter: SessionFilter): SessionConnection!
    calls(first: Int!, sources: [String!]!): CallConnection!
    activeCalls(first: Int!, sources: [String!]!): ActiveCallConnection!
  }
  input SessionFilter { customerId: String }
  enum Direction { INBOUND OUTBOUND INTERNAL UNKNOWN }
  enum State { SETUP RINGING CONNECTED DISCONNECTING ENDED UNKNOWN }
  enum CallStatus { QUEUED RINGING IN_PROGRESS COMPLETED BUSY NO_ANSWER CANCELED FAILED BLOCKED UNKNOWN }
  type Party { number: String }
  type Source { name: String! }
  type SessionConnection { nodes: [Session!]! }
  type CallConnection { nodes: [Call!]! }
  type ActiveCallConnection { nodes: [ActiveCall!]! }
  type SipAccountConnection { nodes: [SipAccount!]! }
  type Session {
    nativeId: String! direction: Direction! startedAt: String answeredAt: String endedAt: String durationSeconds: Float
    sbcServer: String sourceIp: String sourceIpType: String destinationIp: String destinationIpType: String mvno: String
    caller: Party! callee: Party! sourceCustomer: Customer
  }
  type Customer { nativeId: String! name: String sipAccounts(first: Int!): SipAccountConnection }
  type SipAccount { nativeId: String! name: String numbers: [String!]! status: String! ipAddress: String }
  type ActiveCall {
    nativeId: String! state: State! vendorState: String startedAt: String durationSeconds: Float accountId: String
    caller: Party! callee: Party! customer: Customer source: Source!
  }
  type Call {
    nativeId: String! status: CallStatus! direction: Direction! startedAt: String endedAt: String durationSeconds: Float
    caller: Party! callee: Party! source: Source!
  }
`

type Account = ReturnType<typeof toAccount>
export interface PeerContext {
  readonly accounts: DataLoader<string, readonly Account[]>
}
const MOST_TRUNKS = 10

/** One request for each customer: the vendor has none for several that needs no rights of a reseller. */
export const createContext = (): PeerContext => ({
  accounts: new DataLoader((customers: readonly string[]) =>
    Promise.all(customers.map(async (customer) => (await fetchAccounts('tx-0', customer, MOST_TRUNKS)).map(toAccount))),
  ),
})

interface Page {
  readonly first: number
}
interface OfSources extends Page {
  readonly sources: readonly string[]
}

async function listCalls(source: string, first: number) {
  if (source.startsWith('tx')) return (await fetchSessions(source, first)).map((row) => callFromSession(row, source))
  return parseRestcommCalls(await restcommText(source, first)).map((row) => callFromRestcomm(row, source))
}
async function listActiveCalls(source: string) {
  if (source.startsWith('sippy'))
    return parseSwitchCalls(await switchText(source)).map((row) => fromSwitch(row, source))
  return parseMorCalls(await morText(source)).map((row) => fromMor(row, source))
}

export const resolvers = {
  Query: {
    sessions: async (_: unknown, { first, filter }: Page & { readonly filter?: { readonly customerId?: string } }) => ({
      nodes: (await fetchSessions('tx-0', first, filter?.customerId)).map(toSession),
    }),
    calls: async (_: unknown, { first, sources }: OfSources) => ({
      nodes: newestFirst((await Promise.all(sources.map((source) => listCalls(source, first)))).flat()).slice(0, first),
    }),
    activeCalls: async (_: unknown, { first, sources }: OfSources) => ({
      nodes: newestFirst((await Promise.all(sources.map(listActiveCalls))).flat()).slice(0, first),
    }),
  },
  Customer: {
    sipAccounts: async ({ nativeId }: { readonly nativeId: string }, _: Page, { accounts }: PeerContext) => ({
      nodes: await accounts.load(nativeId),
    }),
  },
}
