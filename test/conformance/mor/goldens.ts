import type { ActiveCallFilter } from '../../../schema/filters.js'
import type { Golden } from '../../../src/conformance/golden.js'
import { ANSWERED, filterError, INBOUND, NO_DATA, page, parameterError, RINGING, withoutUniqueId } from './answers.js'
import { answered, inbound, ringing } from './golden-records.js'

const asked = (filter: ActiveCallFilter): Golden['exchange'] => ({
  list: 'activeCalls',
  ask: { filter, window: { style: 'snapshot' }, detail: 'condensed' },
})
const request = (form: string): string =>
  [
    'POST /api/active_calls_get',
    'accept: text/xml, application/xml, text/html',
    'content-type: application/x-www-form-urlencoded',
    '',
    form,
  ].join('\n')
const answer = (body: string, contentType = 'text/html') => ({ status: 200, contentType, body })

const everyParameter: ActiveCallFilter = {
  state: ['CONNECTED'],
  mor: {
    didPrefix: '%370',
    providerId: '4',
    userId: '5',
    deviceId: '9',
    destinationUserId: '6',
    destinationDeviceId: '11',
    destinationPrefix: '%370',
    destinationGroupId: '7',
    sourcePrefix: '45703',
    serverId: '2',
    country: 'Côte d’Ivoire & co',
  },
}

const lists: readonly Golden[] = [
  {
    name: 'the documented sample: ringing calls through server 2, one row',
    example: 'user',
    exchange: asked({ state: ['RINGING'], mor: { serverId: '2' } }),
    request: request('u=username&s_server=2&s_status=ringing'),
    response: answer(page(RINGING)),
    total: null,
    records: [ringing],
  },
  {
    name: 'every call: ringing, answered and inbound, as XML',
    example: 'user',
    exchange: asked({}),
    request: request('u=username'),
    response: answer(page(RINGING, ANSWERED, INBOUND), 'text/xml; charset=utf-8'),
    total: null,
    records: [ringing, answered, inbound],
  },
  {
    name: 'every parameter, each wildcard encoded once',
    example: 'user',
    exchange: asked(everyParameter),
    request: request(
      'u=username&s_did=%25370&s_provider=4&s_user_id=5&s_device=9&s_dst_user_id=6&s_dst_device=11' +
        '&s_destination=%25370&s_destination_group=7&s_source=45703&s_server=2&s_status=answered' +
        '&s_country=C%C3%B4te%20d%E2%80%99Ivoire%20%26%20co',
    ),
    response: answer(page(ANSWERED)),
    total: null,
    records: [answered],
  },
  {
    name: 'a customer is a user, and two states are not asked for',
    example: 'administrator',
    exchange: asked({ customerId: '5', state: ['RINGING', 'CONNECTED'] }),
    request: request('u=admin&s_user_id=5'),
    response: answer(page(ANSWERED)),
    total: null,
    // Its times are taken for UTC there.
    records: [{ ...answered, answeredAt: '2026-03-01T11:00:07Z' }],
  },
  {
    name: 'an older server reports no uniqueid, and so no start',
    example: 'user',
    exchange: asked({}),
    request: request('u=username'),
    response: answer(page(withoutUniqueId(ANSWERED), withoutUniqueId(RINGING))),
    total: null,
    records: [
      { ...answered, startedAt: null, mor: { ...answered.mor, uniqueId: null } },
      { ...ringing, startedAt: null, mor: { ...ringing.mor, uniqueId: null } },
    ],
  },
  {
    name: 'a row as the root of the answer, as the document prints it',
    example: 'user',
    exchange: asked({}),
    request: request('u=username'),
    response: answer(RINGING),
    total: null,
    records: [ringing],
  },
  {
    name: 'no data found',
    example: 'user',
    exchange: asked({}),
    request: request('u=username'),
    response: answer(NO_DATA),
    total: null,
    records: [],
  },
]

const refusal = (text: string, body: string, code: string, filter: ActiveCallFilter = {}, form = ''): Golden => ({
  name: `error: ${text}`,
  example: 'user',
  exchange: asked(filter),
  request: request(`u=username${form}`),
  response: answer(body),
  fault: { code },
})
const beforeLooking = (text: string, code: string): Golden => refusal(text, filterError(text), code)
const aboutParameter = (text: string, filter: ActiveCallFilter, form: string): Golden =>
  refusal(text, parameterError(text), 'REJECTED', filter, form)

const errors: readonly Golden[] = [
  beforeLooking('Incorrect hash', 'UNAUTHENTICATED'),
  beforeLooking('API must have Secret Key', 'UNAUTHENTICATED'),
  beforeLooking('Bad login', 'UNAUTHENTICATED'),
  beforeLooking('Access Denied', 'UNAUTHENTICATED'),
  beforeLooking('User was not found', 'UNAUTHENTICATED'),
  beforeLooking('API Requests are disabled', 'REJECTED'),
  beforeLooking('GET Requests are disabled', 'REJECTED'),
  aboutParameter('Server was not found', { mor: { serverId: '9' } }, '&s_server=9'),
  aboutParameter('Direction was not found', { mor: { country: 'Atlantis' } }, '&s_country=Atlantis'),
  aboutParameter('Originating User was not found', { mor: { userId: '99' } }, '&s_user_id=99'),
  aboutParameter(
    'Originating Device was not found',
    { mor: { userId: '5', deviceId: '99' } },
    '&s_user_id=5&s_device=99',
  ),
  aboutParameter('Terminating User was not found', { mor: { destinationUserId: '99' } }, '&s_dst_user_id=99'),
  aboutParameter(
    'Terminating Device was not found',
    { mor: { destinationUserId: '5', destinationDeviceId: '99' } },
    '&s_dst_user_id=5&s_dst_device=99',
  ),
  aboutParameter('Destination Group was not found', { mor: { destinationGroupId: '99' } }, '&s_destination_group=99'),
  aboutParameter('Status value must be Ringing or Answered', { state: ['RINGING'] }, '&s_status=ringing'),
  aboutParameter('Provider was not found', { mor: { providerId: '99' } }, '&s_provider=99'),
  // As the document's example of an error spells it.
  aboutParameter('Did was not Found', { mor: { didPrefix: '999' } }, '&s_did=999'),
  refusal('an error that is not documented', parameterError('Flux was not found'), 'PROTOCOL'),
]

export const goldens: readonly Golden[] = [...lists, ...errors]
