// Rows of Twilio, composed from its OpenAPI description, and the records that they become. SIDs are zeros and numbers, and
// those of accounts are words, so that no scanner for secrets takes them for real ones.

export const ACCOUNT = 'ACdemo-main-account'
export const SUBACCOUNT = 'ACdemo-subaccount-0007'
export const CALLS = `/Accounts/${ACCOUNT}/Calls`
export const sid = (prefix: string, number: number): string => `${prefix}${String(number).padStart(32, '0')}`

const party = (number: string, e164: string | null, name: string | null = null) => ({
  number,
  e164,
  name,
  anonymous: number === 'anonymous',
})

/** Rated: a charge has a minus sign. */
export const ratedCall = {
  sid: sid('CA', 1),
  account_sid: ACCOUNT,
  parent_call_sid: sid('CA', 7),
  from: '+4570305006',
  to: '+442079460189',
  status: 'completed',
  start_time: 'Sun, 01 Mar 2026 09:57:29 +0000',
  end_time: 'Sun, 01 Mar 2026 09:59:29 +0000',
  duration: '120',
  price: '-0.00850',
  price_unit: 'USD',
  direction: 'outbound-dial',
  answered_by: 'human',
  forwarded_from: null,
  caller_name: null,
  phone_number_sid: sid('PN', 1),
  trunk_sid: null,
  queue_time: '0',
  group_sid: null,
  date_created: 'Sun, 01 Mar 2026 09:57:28 +0000',
  date_updated: 'Sun, 01 Mar 2026 09:59:30 +0000',
  api_version: '2010-04-01',
  uri: `/2010-04-01${CALLS}/${sid('CA', 1)}.json`,
}
const common = {
  sipCallId: null,
  answeredAt: null,
  cost: null,
  charges: [],
  customer: { nativeId: ACCOUNT, name: null },
}
export const ratedRecord = {
  ...common,
  nativeId: sid('CA', 1),
  caller: party('+4570305006', '+4570305006'),
  callee: party('+442079460189', '+442079460189'),
  direction: 'OUTBOUND',
  startedAt: '2026-03-01T09:57:29Z',
  endedAt: '2026-03-01T09:59:29Z',
  durationSeconds: 120,
  status: 'COMPLETED',
  vendorStatus: 'completed',
  createdAt: '2026-03-01T09:57:28Z',
  updatedAt: '2026-03-01T09:59:30Z',
  parentCallSid: sid('CA', 7),
  price: { amount: '0.00850', currency: 'USD' },
  rating: 'RATED',
  carrier: null,
  answeredBy: 'human',
  forwardedFrom: null,
  phoneNumberSid: sid('PN', 1),
  apiVersion: '2010-04-01',
  uri: ratedCall.uri,
}

/** Over, and not rated yet; a trunk. */
export const pendingCall = {
  ...ratedCall,
  sid: sid('CA', 2),
  parent_call_sid: null,
  from: 'anonymous',
  to: 'sip:0045703@203.0.113.5',
  direction: 'trunking-originating',
  price: null,
  trunk_sid: sid('TK', 3),
  caller_name: 'Alice',
  forwarded_from: '+4570305050',
}
export const pendingRecord = {
  ...ratedRecord,
  nativeId: sid('CA', 2),
  caller: { number: 'anonymous', e164: null, name: 'Alice', anonymous: true },
  callee: party('sip:0045703@203.0.113.5', null),
  direction: 'INBOUND',
  parentCallSid: null,
  price: null,
  rating: 'PENDING',
  carrier: sid('TK', 3),
  forwardedFrom: '+4570305050',
}

/** A leg to a client is free: rated at zero. */
export const freeCall = { ...ratedCall, sid: sid('CA', 3), to: 'client:alice', price: '0', price_unit: 'usd' }
export const freeRecord = {
  ...ratedRecord,
  nativeId: sid('CA', 3),
  callee: party('client:alice', null),
  price: { amount: '0', currency: 'USD' },
}

/** Nobody answered. */
export const unansweredCall = {
  ...ratedCall,
  sid: sid('CA', 4),
  status: 'no-answer',
  direction: 'trunking-terminating',
  end_time: null,
  duration: null,
  price: null,
}
export const unansweredRecord = {
  ...ratedRecord,
  nativeId: sid('CA', 4),
  status: 'NO_ANSWER',
  vendorStatus: 'no-answer',
  endedAt: null,
  durationSeconds: null,
  price: null,
  rating: 'NOT_RATED',
}

/** In the queue: it has not started. */
export const queuedCall = {
  ...unansweredCall,
  sid: sid('CA', 5),
  status: 'queued',
  start_time: null,
  direction: 'outbound-api',
}

export const liveCall = {
  ...unansweredCall,
  sid: sid('CA', 6),
  status: 'in-progress',
  direction: 'inbound',
  caller_name: 'Alice',
}

/** A call of a subaccount, which is another customer. */
export const foreignCall = { ...ratedCall, sid: sid('CA', 8), account_sid: SUBACCOUNT, price: '0.25' }
export const foreignRecord = {
  ...ratedRecord,
  nativeId: `${SUBACCOUNT}/${sid('CA', 8)}`,
  parentCallSid: `${SUBACCOUNT}/${sid('CA', 7)}`,
  customer: { nativeId: SUBACCOUNT, name: null },
  // What is paid back.
  price: { amount: '-0.25', currency: 'USD' },
}

/** A row that does not name its account. */
export const { account_sid: _account, ...nobodysCall } = { ...ratedCall, sid: sid('CA', 9) }
export const nobodysRecord = { ...ratedRecord, nativeId: sid('CA', 9), customer: null }

const activeCommon = {
  sipCallId: null,
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
  setupDelaySeconds: null,
  accountId: null,
  customer: { nativeId: ACCOUNT, name: null },
  portasip: null,
  mor: null,
  caller: ratedRecord.caller,
  callee: ratedRecord.callee,
}
export const liveRecord = {
  ...activeCommon,
  nativeId: sid('CA', 6),
  caller: { ...ratedRecord.caller, name: 'Alice' },
  direction: 'INBOUND',
  startedAt: '2026-03-01T09:57:29Z',
  state: 'CONNECTED',
  vendorState: 'in-progress',
}
export const queuedRecord = {
  ...activeCommon,
  nativeId: sid('CA', 5),
  direction: 'OUTBOUND',
  startedAt: null,
  state: 'SETUP',
  vendorState: 'queued',
}

/** A list, as Twilio wraps it. */
export const page = (calls: readonly object[], next: unknown = null) => ({
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify({
    first_page_uri: `/2010-04-01${CALLS}.json?PageSize=1000&Page=0`,
    end: calls.length,
    previous_page_uri: null,
    calls,
    page_size: 1000,
    page: 0,
    start: 0,
    uri: `/2010-04-01${CALLS}.json?PageSize=1000&Page=0`,
    next_page_uri: next,
  }),
})
export const one = (call: object, status = 200) => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(call),
})
export const refused = (status: number, code: number, message: string) =>
  one({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, status)
