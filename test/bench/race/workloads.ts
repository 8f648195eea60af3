// What is measured: the operations, how often they are asked side by side, and the goals as ratios.

import { meshDocuments } from './mesh-shape.ts'

export type ContestantName = 'floor' | 'trunkline' | 'apollo' | 'yoga' | 'mesh'

/**
 * Whether requests have anything in common.
 * `unshared`: every connection asks for different rows, by a customer or by sources that are its alone, and nothing is kept.
 * `shared`: all ask for the same.
 */
export type Sharing = 'unshared' | 'shared'

export interface Workload {
  readonly name: string
  readonly title: string
  readonly operation: 'W1' | 'W2' | 'W3' | 'W4' | 'W5' | 'W7' | 'W8' | 'W9'
  readonly sharing: Sharing
  readonly connections: number
  /** Of contestants that share nothing, where all of them would only wait: so many at once. */
  readonly connectionsOfPeers?: number
  /** The freshness of calls in progress; off unless given. */
  readonly freshness?: 'default'
  /** Records that the answer must have. */
  readonly rows: number
  /** Requests per second against the floor, and against plain Apollo. */
  readonly goals?: { readonly floor: number; readonly apollo?: number; readonly vendorRequests?: number }
  /** Contestants that cannot do the work. */
  readonly cannot: readonly ContestantName[]
}

const SESSION_FIELDS = `nativeId direction startedAt answeredAt endedAt durationSeconds sbcServer sourceIp sourceIpType
  destinationIp destinationIpType mvno caller { number } callee { number } sourceCustomer { name }`
const activeCalls = `query W4($sources: [String!]!) { activeCalls(first: 2000, sources: $sources) { nodes {
  nativeId state vendorState startedAt durationSeconds accountId caller { number } callee { number }
  customer { nativeId } source { name } } } }`

export const documents: Readonly<Record<Workload['operation'], string>> = {
  W1: `query W1($n: String!) { sessions(first: 100, filter: { customerId: $n }) { nodes { ${SESSION_FIELDS} } } }`,
  W2: `query W2($n: String!) { sessions(first: 1000, filter: { customerId: $n }) { nodes { ${SESSION_FIELDS} } } }`,
  W3: `query W3($n: String!) { sessions(first: 100, filter: { customerId: $n }) { nodes {
    nativeId startedAt caller { number } callee { number }
    sourceCustomer { nativeId name sipAccounts(first: 10) { nodes { nativeId name numbers status ipAddress } } } } } }`,
  W4: activeCalls,
  W5: `query W5($sources: [String!]!) { calls(first: 100, sources: $sources) { nodes {
    nativeId status direction startedAt endedAt durationSeconds caller { number } callee { number } source { name } } } }`,
  W7: 'query W7 { __typename }',
  W8: `query W8($sources: [String!]!, $startedFrom: DateTime!, $startedTo: DateTime!) {
    calls(first: 1000, sources: $sources, filter: { startedFrom: $startedFrom, startedTo: $startedTo }) { nodes {
    nativeId status startedAt answeredAt durationSeconds billedDurationSeconds caller { number } callee { number }
    price { amount currency } rating accountId destination { country description } remoteIp source { name } } } }`,
  W9: `query W9($sources: [String!]!, $startedFrom: DateTime!, $startedTo: DateTime!) {
    callStats(sources: $sources, filter: { startedFrom: $startedFrom, startedTo: $startedTo }, groupBy: [HOUR]) {
    attempts answered asr ner acdSeconds minutes billedMinutes price { amount currency calls }
    groups { hour attempts answered asr acdSeconds minutes price { amount currency calls } } } }`,
}

const one = (name: string, title: string, rest: Omit<Workload, 'name' | 'title' | 'operation'>): Workload => {
  const operation = name === 'W6' ? 'W4' : name
  if (!(operation in documents)) throw new Error(`no operation for ${name}`)
  return { name, title, operation: operation as Workload['operation'], ...rest }
}
const JSON_ONLY: readonly ContestantName[] = []
const WITH_XML: readonly ContestantName[] = ['mesh']
const WITHOUT_RECORDS: readonly ContestantName[] = ['apollo', 'yoga', 'mesh']

/** W9 reads a record for each of 50 000 seconds up to a full hour. */
const SECONDS_OF_RECORDS = 50_000
const HOURS_OF_RECORDS = Math.ceil(SECONDS_OF_RECORDS / 3600)

export const workloads: readonly Workload[] = [
  one('W1', '100 sessions x 15 fields', {
    sharing: 'unshared',
    connections: 32,
    rows: 100,
    goals: { floor: 0.75, apollo: 2.9 },
    cannot: JSON_ONLY,
  }),
  one('W2', '1000 sessions x 15 fields', {
    sharing: 'unshared',
    connections: 32,
    rows: 1000,
    goals: { floor: 0.8, apollo: 3.5 },
    cannot: JSON_ONLY,
  }),
  one('W3', "100 sessions with their customers' trunks", {
    sharing: 'unshared',
    connections: 32,
    rows: 100,
    goals: { floor: 3, apollo: 8, vendorRequests: 8 },
    cannot: JSON_ONLY,
  }),
  one('W4', 'all active calls, 1000 + 1000, freshness off', {
    sharing: 'unshared',
    connections: 4,
    rows: 2000,
    goals: { floor: 0.9, apollo: 15 },
    cannot: WITH_XML,
  }),
  one('W4', 'all active calls, default freshness of 1 s', {
    sharing: 'shared',
    connections: 32,
    connectionsOfPeers: 4,
    freshness: 'default',
    rows: 2000,
    goals: { floor: 15, apollo: 250 },
    cannot: WITH_XML,
  }),
  one('W5', 'merged page of 100 over JSON + XML', {
    sharing: 'unshared',
    connections: 32,
    rows: 100,
    goals: { floor: 0.9, apollo: 6 },
    cannot: WITH_XML,
  }),
  one('W6', '200 identical polls at once', {
    sharing: 'shared',
    connections: 200,
    connectionsOfPeers: 8,
    rows: 2000,
    goals: { floor: 30, apollo: 400 },
    cannot: WITH_XML,
  }),
  one('W7', '{ __typename }', {
    sharing: 'unshared',
    connections: 32,
    rows: 0,
    goals: { floor: 0.4, apollo: 1.5 },
    cannot: JSON_ONLY,
  }),
  one('W8', 'page of 1000 call records of a day', {
    sharing: 'unshared',
    connections: 8,
    rows: 1000,
    goals: { floor: 0.8 },
    cannot: WITHOUT_RECORDS,
  }),
  one('W9', 'statistics of 50 000 call records', {
    sharing: 'unshared',
    connections: 2,
    rows: HOURS_OF_RECORDS,
    goals: { floor: 0.5 },
    cannot: WITHOUT_RECORDS,
  }),
  one('W1', '100 sessions x 15 fields', { sharing: 'shared', connections: 32, rows: 100, cannot: JSON_ONLY }),
  one('W2', '1000 sessions x 15 fields', { sharing: 'shared', connections: 32, rows: 1000, cannot: JSON_ONLY }),
  one('W3', "100 sessions with their customers' trunks", {
    sharing: 'shared',
    connections: 32,
    rows: 100,
    cannot: JSON_ONLY,
  }),
  one('W5', 'merged page of 100 over JSON + XML', { sharing: 'shared', connections: 32, rows: 100, cannot: WITH_XML }),
]

/** The kinds of source that an operation reads: telecomx, portasip, mor, restcomm. */
export const kindsOf = ({ operation }: Workload): readonly ('tx' | 'sippy' | 'mor' | 'rc')[] =>
  readsRecords(operation)
    ? ['sippy']
    : operation === 'W4'
      ? ['sippy', 'mor']
      : operation === 'W5'
        ? ['tx', 'rc']
        : ['tx']

/** Sites of every kind that a workload needs: operations that name no customer differ by their sources. */
export const sitesOf = ({ operation, sharing, connections }: Workload): number =>
  sharing === 'unshared' && (operation === 'W4' || operation === 'W5' || readsRecords(operation)) ? connections : 1

const readsRecords = (operation: Workload['operation']): boolean => operation === 'W8' || operation === 'W9'

/** The body that one connection sends; what each of them sends is its own, where nothing is to be shared. */
export function bodyOf(name: ContestantName, workload: Workload, connection: number): string {
  const { operation, sharing } = workload
  const own = sharing === 'unshared' ? connection : 0
  const sources = kindsOf(workload).map((kind) => `${kind}-${own}`)
  const variables =
    operation === 'W7'
      ? {}
      : readsRecords(operation)
        ? { sources, ...(operation === 'W8' ? day() : hoursOfRecords()) }
        : operation === 'W4' || operation === 'W5'
          ? { sources }
          : { n: `C${String(own).padStart(23, '0')}` }
  const query =
    name === 'mesh' && (operation === 'W1' || operation === 'W2' || operation === 'W3')
      ? meshDocuments[operation]
      : documents[operation]
  return JSON.stringify({ operationName: operation, query, variables })
}

/** Answers about time that is long past are shared for some seconds, so the day ends some minutes before its workload. */
let dayEndMs: number | null = null
function day() {
  dayEndMs ??= Math.floor((Date.now() - 600_000) / 256_000) * 256_000
  return { startedFrom: new Date(dayEndMs - 86_400_000).toISOString(), startedTo: new Date(dayEndMs).toISOString() }
}

/** The last full hour before the benchmark, and what is before it. */
let hourMs: number | null = null
function hoursOfRecords() {
  hourMs ??= Math.floor((Date.now() - 600_000) / 3_600_000) * 3_600_000
  return {
    startedFrom: new Date(hourMs - SECONDS_OF_RECORDS * 1000).toISOString(),
    startedTo: new Date(hourMs).toISOString(),
  }
}

export const labelOf = ({ name, title, sharing }: Workload): string => `${name} ${title}, ${sharing}`
