// Acme: records of calls that are over, as JSON, the newest first.
// Manual: https://acme.example/api/calls

import {
  always,
  type Call,
  type CallFilter,
  defineAdapter,
  type Fields,
  from,
  isRow,
  type ListDeclaration,
  type ListRequest,
  type Parameters,
  parseJson,
  plainCall,
  protocolFault,
  Secret,
  secretSetting,
  toE164,
  toEpochMs,
  toFloat,
  toInt,
  toParty,
  toRows,
  toText,
  toTimestamp,
  unbilledCall,
  type VendorRequest,
  wholeBody,
  z,
} from 'trunkline/adapter'

const settings = z.strictObject({
  user: z.string().min(1).meta({ description: 'The API user.' }),
  password: secretSetting('The password of that user.'),
})

/** Acme finds parts of numbers in its own format, with + and the country code: only useful for complete numbers. */
const toCallerParameter = (value: unknown): string | null =>
  typeof value === 'string' && toE164(value) === value ? value : null

const given = (name: string, value: string | null): Parameters => (value === null ? [] : [[name, value]])

function request({ filter, window }: ListRequest<CallFilter>): VendorRequest {
  if (window.style !== 'offset') throw new Error(`Acme is read by offset and limit, not by ${window.style}`)
  const { caller, startedFrom } = filter
  return {
    operation: 'GET /calls',
    method: 'GET',
    path: '/calls',
    query: [
      ['offset', String(window.offset)],
      ['limit', String(window.limit)],
      ...given('from', toCallerParameter(caller)),
      ...given('since', startedFrom === undefined ? null : new Date(startedFrom).toISOString()),
    ],
    repeatable: true,
    accept: 'application/json',
  }
}

// { "id": "0017", "from": "+4570305050", "to": "+4581808888", "started": "2026-03-01T12:00:00.000Z", "seconds": 61,
//   "result": "completed" }
const fields: Fields<Call> = {
  nativeId: from('id', (id) => toText(id) ?? ''),
  sipCallId: always(null),
  caller: from('from', (number) => toParty(toText(number), undefined)),
  callee: from('to', (number) => toParty(toText(number), undefined)),
  direction: always('UNKNOWN'),
  startedAt: from('started', toTimestamp),
  answeredAt: always(null),
  endedAt: always(null),
  durationSeconds: from('seconds', toFloat),
  status: from('result', (result) => (result === 'completed' ? 'COMPLETED' : result === 'busy' ? 'BUSY' : 'UNKNOWN')),
  vendorStatus: from('result', toText),
  ...unbilledCall,
  ...plainCall,
}

const calls: ListDeclaration<'calls'> = {
  support: 'NATIVE',
  paging: { style: 'offset', maxLimit: 200 },
  order: 'newest-first',
  pushdown: {
    caller: (value) => (toCallerParameter(value) === null ? 'none' : 'superset'),
    startedFrom: 'exact',
    number: 'none',
    callee: 'none',
    status: 'none',
    startedTo: 'none',
    answered: 'none',
    // No row contains them, so the gateway could not check them either.
    direction: 'unsupported',
    international: 'unsupported',
    parentCallId: 'unsupported',
    customerId: 'unsupported',
    accountId: 'unsupported',
    endedFrom: 'unsupported',
    endedTo: 'unsupported',
    minBilledSeconds: 'unsupported',
    disconnectCode: 'unsupported',
  },
  request,
  decode: wholeBody((text) => {
    const answer = parseJson(text)
    if (!isRow(answer) || !Array.isArray(answer['calls'])) throw protocolFault('an object with calls', 'another shape')
    return { rows: toRows(answer['calls']), total: toInt(answer['total']) }
  }),
  // Rows do not name a customer: a viewer who may see some calls of this system may see all of them.
  owners: 'source',
  orderTime: (row) => toEpochMs(toText(row['started']) ?? ''),
  fields,
}

export const acme = defineAdapter({
  vendor: 'acme',
  title: 'Acme Switch',
  manual: 'https://acme.example/api/calls',
  settings,
  declare: ({ user, password }) => ({
    auth: { scheme: 'basic', username: user, password },
    lists: { calls },
    lookups: {},
    control: {},
    faults: [
      { when: { httpStatus: 401 }, code: 'UNAUTHENTICATED', meaning: 'Acme does not accept user and password' },
      { when: { httpStatus: [500, 599] }, code: 'UNAVAILABLE', meaning: 'Acme cannot serve now' },
    ],
    readError: () => ({}),
  }),
  examples: [{ label: 'user', settings: { user: 'demo', password: new Secret('demo-password') } }],
})
