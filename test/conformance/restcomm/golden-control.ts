// Placing and ending calls.

import type { Golden } from '../../../src/conformance/golden.js'
import { json, refused } from './bodies.js'
import { LONG_SID, outboundCall, ringingCall } from './connect-rows.js'

const BASE = '/Accounts/ACae6e420f425248d6a26948c17a9e2acf/Calls'
const HEAD = 'accept: application/json\ncontent-type: application/x-www-form-urlencoded\n'
const order = { from: '+4570305050', to: '+4581808888', url: 'http://192.0.2.10/hello world.xml?a=1&b=2' }
const ORDERED = 'From=%2B4570305050&To=%2B4581808888&Url=http%3A%2F%2F192.0.2.10%2Fhello%20world.xml%3Fa%3D1%26b%3D2'

const newCalls: readonly Golden[] = [
  {
    name: 'a new call of the SBC',
    example: 'sbc-json',
    exchange: { control: 'makeCall', argument: order },
    request: `POST /Calls.json\n${HEAD}\n${ORDERED}`,
    response: json(ringingCall),
    outcome: [ringingCall],
  },
  {
    name: 'a new call of Connect with everything that can be said about it, as two branches',
    example: 'connect-json',
    exchange: {
      control: 'makeCall',
      argument: {
        ...order,
        method: 'GET',
        fallbackUrl: 'http://192.0.2.10/fallback',
        fallbackMethod: 'POST',
        statusCallback: 'http://192.0.2.10/status',
        statusCallbackMethod: 'GET',
        timeoutSeconds: 45,
      },
    },
    request:
      `POST ${BASE}.json\n${HEAD}\n${ORDERED}&Method=GET&FallbackUrl=http%3A%2F%2F192.0.2.10%2Ffallback` +
      '&FallbackMethod=POST&StatusCallback=http%3A%2F%2F192.0.2.10%2Fstatus&StatusCallbackMethod=GET&Timeout=45',
    response: json([ringingCall, outboundCall]),
    outcome: [ringingCall, outboundCall],
  },
  {
    name: 'a new call under XML: asked for in JSON, and given under the names of XML',
    example: 'connect-xml',
    exchange: { control: 'makeCall', argument: order },
    request: `POST ${BASE}.json\n${HEAD}\n${ORDERED}`,
    response: json(ringingCall),
    outcome: [
      {
        Sid: ringingCall.sid,
        DateCreated: ringingCall.date_created,
        DateUpdated: ringingCall.date_updated,
        To: ringingCall.to,
        From: ringingCall.from,
        PhoneNumberSid: ringingCall.phone_number_sid,
        Status: 'ringing',
        Direction: 'inbound',
        ApiVersion: '2012-04-24',
        CallerName: 'Alice',
        Uri: ringingCall.uri,
      },
    ],
  },
  {
    name: 'a new call without a caller',
    example: 'connect-json',
    exchange: { control: 'makeCall', argument: { ...order, from: '' } },
    request: `POST ${BASE}.json\n${HEAD}\n${ORDERED.replace('%2B4570305050', '')}`,
    response: refused(400, 'From can not be null.'),
    fault: { code: 'REJECTED' },
  },
  {
    name: 'a new call of an SBC that has no POST',
    example: 'sbc-xml',
    exchange: { control: 'makeCall', argument: order },
    request: `POST /Calls.json\n${HEAD}\n${ORDERED}`,
    response: refused(405),
    fault: { code: 'UNSUPPORTED' },
  },
]

type Answered = Pick<Golden, 'response' | 'outcome' | 'fault'>
const hangUp = (name: string, rest: Answered, example = 'connect-json'): Golden => ({
  name,
  example,
  exchange: { control: 'disconnectCall', argument: LONG_SID },
  request: `POST ${BASE}/${LONG_SID}.json\n${HEAD}\nStatus=completed`,
  ...rest,
})
const hangUps: readonly Golden[] = [
  hangUp('a call is ended; the answer has it as it was', {
    response: json(outboundCall),
    outcome: { outcome: 'REQUESTED', disconnectedCount: null },
  }),
  hangUp(
    'a call is over already',
    { response: refused(410, 'Call is already completed.'), outcome: { outcome: 'ALREADY_ENDED' } },
    'connect-xml',
  ),
  hangUp('there is no such call', { response: refused(406), outcome: { outcome: 'NOT_FOUND' } }),
  hangUp('there is no such account', { response: refused(404), outcome: { outcome: 'NOT_FOUND' } }),
  hangUp('the account may not end calls', { response: refused(403), fault: { code: 'UNAUTHENTICATED' } }),
  hangUp('a page that has nothing to do with it', {
    response: { status: 200, contentType: 'text/html', body: '<html><body>Welcome</body></html>' },
    fault: { code: 'PROTOCOL' },
  }),
]

export const controlGoldens: readonly Golden[] = [...newCalls, ...hangUps]
