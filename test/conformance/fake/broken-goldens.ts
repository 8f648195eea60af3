// C4, C5, C11, C21, C23, each broken.

import { toParty } from '../../../adapters/values/party.js'
import { type Broken, withActiveCalls, withCalls, withGoldens } from './breaking.js'

export const goldensBroken: readonly Broken[] = [
  [
    'C4',
    'another request',
    'GET /calls?v=1',
    withGoldens((golden) => ({ ...golden, request: golden.request.replace('v=1', 'v=2') })),
  ],
  [
    'C4',
    'another record',
    "record 0 vendorStatus is 'fine', and not 'ok'",
    withCalls(({ fields }) => ({ fields: { ...fields, vendorStatus: { from: ['end'], read: () => 'fine' } } })),
  ],
  [
    'C4',
    'a field that no golden has',
    'record 0 has uri, null, and the golden has not',
    withCalls(({ fields }) => ({ fields: { ...fields, uri: { from: ['uri'], read: () => null } } })),
  ],
  [
    'C4',
    'another total',
    'the total is 3, and not 99',
    withGoldens((golden) => ('list' in golden.exchange ? { ...golden, total: 99 } : golden)),
  ],
  [
    'C4',
    'another outcome',
    "and not { outcome: 'ALREADY_ENDED' }",
    withGoldens((golden) => ('outcome' in golden ? { ...golden, outcome: { outcome: 'ALREADY_ENDED' } } : golden)),
  ],
  [
    'C4',
    'another fault',
    'the fault is THROTTLED, and not TOO_LARGE',
    withGoldens((golden) => ('fault' in golden ? { ...golden, fault: { code: 'TOO_LARGE' } } : golden)),
  ],
  [
    'C4',
    'an operation without a golden',
    'control disconnectCall: no golden',
    withGoldens((golden) => ('control' in golden.exchange ? null : golden)),
  ],
  [
    'C4',
    'a golden without its example',
    'there is no example another',
    withGoldens((golden) => ({ ...golden, example: 'another' })),
  ],
  [
    'C5',
    'no lone row',
    'no golden has a response with a lone row',
    withGoldens((golden) => (golden.name.startsWith('a lone') ? null : golden)),
  ],
  [
    'C5',
    'no empty answer',
    'no golden has an empty response',
    withGoldens((golden) => (golden.name.startsWith('no calls') ? null : golden)),
  ],
  [
    'C5',
    'no call that was answered',
    'no golden has a call that was answered',
    withGoldens((golden) => ({
      ...golden,
      records: golden.records?.map((record) => ({ ...record, status: 'BUSY', state: 'RINGING' })) ?? [],
    })),
  ],
  [
    'C11',
    'numbers that lose their zeros',
    'caller.number: 00012 is returned as 12',
    withCalls(({ fields }) => ({
      fields: {
        ...fields,
        caller: { from: ['from'], read: (row) => toParty(String(row['from']).replace(/^0+/, ''), 'DK') },
      },
    })),
  ],
  [
    'C11',
    'money that is reckoned with',
    'price.amount: 10.000 is returned as 10.00',
    withCalls(({ fields }) => ({
      fields: {
        ...fields,
        price: { from: ['price'], read: (row) => ({ amount: Number(row['price']).toFixed(2), currency: null }) },
      },
    })),
  ],
  [
    'C11',
    'a price that no golden has',
    'calls: no golden has a price',
    withGoldens((golden) => ({
      ...golden,
      ...(golden.response
        ? { response: { ...golden.response, body: golden.response.body.replaceAll(',"price":"0.10"', '') } }
        : {}),
    })),
  ],
  [
    'C21',
    'goldens of one customer only',
    'no golden has a row of another owner than the first',
    withGoldens((golden) => ({
      ...golden,
      ...(golden.response
        ? { response: { ...golden.response, body: golden.response.body.replaceAll('"owner":"c2"', '"owner":"c1"') } }
        : {}),
    })),
  ],
  [
    'C21',
    'an owner that the other party may see',
    'other names one of several owners, and is not hidden',
    withCalls(({ owners }) => (owners === 'source' ? {} : { owners: { ...owners, from: ['owner', 'other'] } })),
  ],
  [
    'C21',
    'a row that has an owner in any case',
    'no golden has a row that belongs to nobody',
    withCalls(({ owners }) => (owners === 'source' ? {} : { owners: { ...owners, read: () => ['c1'] } })),
  ],
  [
    'C21',
    'owners that are not texts of ids',
    'an owner is not the text of an id',
    withCalls(({ owners }) =>
      owners === 'source' ? {} : { owners: { ...owners, read: (row) => [String(row['owner'] ?? '')] } },
    ),
  ],
  [
    'C23',
    'a talk time that counts as a change',
    'talk is read as the talk time, and not declared as ticking',
    withActiveCalls(({ fields }) => ({ fields: { ...fields, durationSeconds: { from: ['talk'], read: () => 1 } } })),
  ],
  [
    'C23',
    'a state that ticks',
    'state is read from ticking fields only',
    withActiveCalls(({ fields }) => ({ ticking: fields.state.from })),
  ],
]
