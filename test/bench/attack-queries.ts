// What the attack sends. The hostile ones are those that once stopped the gateway, and the most expensive that are allowed.

export interface Posted {
  readonly name: string
  readonly query: string
  readonly variables?: object
}

const numbers = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ __typename: 'PhoneNumber', number: `+45703${String(10_000 + at)}` }))
const entities = (name: string, count: number, fields: string): Posted => ({
  name,
  query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on PhoneNumber { ${fields} } } }`,
  variables: { of: numbers(count) },
})

const LISTS = ['calls', 'sessions', 'activeCalls', 'sipAccounts']
const fourLists = (size: number) => LISTS.map((list) => `${list}(first: ${size}) { nodes { id } }`).join(' ')
const aliased = (count: number, field: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => `a${at}: ${field(at)}`).join(' ')
const CALL = 'id nativeId startedAt endedAt durationSeconds caller { number name e164 } callee { number name e164 }'
const SESSION = `${CALL} sipCallId endedReason endedBy sourceIp destinationIp sourcePeer destinationPeer userAgent userName`

export const HOSTILE: readonly Posted[] = [
  {
    name: 'sessions of sessions of sessions',
    query:
      '{sessions(first:1000){nodes{sourceCustomer{sessions(first:1000){nodes{sourceCustomer{sessions(first:1000){nodes{id}}}}}}}}}',
  },
  entities('20 000 numbers', 20_000, 'activeCalls(first: 1) { nodes { id } }'),
  entities('4000 numbers', 4000, 'activeCalls(first: 1) { nodes { id } }'),
  entities('1000 numbers', 1000, 'activeCalls(first: 1) { nodes { id } }'),
  entities('1000 numbers, four lists', 1000, fourLists(20)),
  entities(
    '1000 numbers, five lists',
    1000,
    aliased(5, (at) => `activeCalls(first: 1${at}) { nodes { id } }`),
  ),
  {
    name: 'numbers of sessions, four lists',
    query: `{ sessions(first: 1000) { nodes { caller { phoneNumber { ${fourLists(20)} } } } } }`,
  },
  {
    name: 'sessions of customers of sessions',
    query: `{ sessions(first: 1000) { nodes { sourceCustomer { sessions(first: 90) { nodes { ${CALL} } } } } } }`,
  },
  {
    name: '20 lists of 1000 long records',
    query: `{ ${aliased(20, (at) => `sessions(first: ${1000 - at}) { nodes { ${SESSION} } edges { cursor node { ${SESSION} } } }`)} }`,
  },
  {
    name: '20 lists, each filtered by the gateway',
    query: `{ ${aliased(20, (at) => `calls(first: ${1000 - at}, filter: { international: true }) { nodes { ${CALL} } }`)} }`,
  },
  {
    name: 'as many bytes as are allowed',
    query: `{ sessions(first: 65) { nodes { sourceCustomer { sessions(first: 1000) { nodes { ${SESSION} } } } } } }`,
  },
  {
    name: '100 sessions each with 900 sessions',
    query: `{ sessions(first: 100) { nodes { sourceCustomer { sessions(first: 900) { nodes { ${SESSION} } } } } } }`,
  },
  {
    name: 'numbers of active calls, three lists',
    query:
      '{ activeCalls(first: 140) { nodes { id caller { phoneNumber { activeCalls(first: 3) { nodes { id } } calls(first: 3) { nodes { id } } } } callee { phoneNumber { activeCalls(first: 3) { nodes { id } } } } } } }',
  },
  {
    name: 'traces of 1000 sessions',
    query: '{ sessions(first: 1000) { nodes { trace { records { id trace { sipCallId } } } } } }',
  },
  {
    name: 'related sessions, many levels',
    query: `{ sessions(first: 1000) { nodes ${'{ relatedSession '.repeat(12)}{ id }${' }'.repeat(12)} } }`,
  },
  {
    name: 'the customers of 1000 sessions, three lists',
    query: `{ sessions(first: 1000) { nodes { sourceCustomer { sessions(first: 9) { nodes { id } } activeCalls(first: 9) { nodes { id } } sipAccounts(first: 9) { nodes { id } } } } } }`,
  },
]

const asPosted = (name: string, query: string): Posted => ({ name, query })

/** What a wallboard polls. */
export const ORDINARY: readonly Omit<Posted, 'name'>[] = [
  asPosted('type', '{ __typename }'),
  asPosted('wallboard', '{ activeCallStats(groupBy: [SOURCE, STATE]) { total groups { state total } } }'),
  asPosted('live', `{ activeCalls(first: 50, orderBy: LONGEST_FIRST) { nodes { ${CALL} } } }`),
  asPosted('latest', `{ sessions(first: 25) { totalCount nodes { ${CALL} } pageInfo { hasNextPage endCursor } } }`),
].map(({ query }) => ({ query }))
