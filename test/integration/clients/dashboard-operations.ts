// Typical operations of dashboards, as plain documents: for the compilers of other clients.

/** Every call in progress, counted and listed. */
const WALLBOARD = `query Wallboard($first: Int = 50, $filter: ActiveCallFilter) {
  activeCallStats(groupBy: [SOURCE, STATE]) {
    total connected distinctCalls
    groups { source { name } state total connected }
    sources { source { name } status error { code message } }
  }
  activeCalls(first: $first, filter: $filter, orderBy: LONGEST_FIRST) {
    totalCount total { count precision }
    nodes {
      id state durationSeconds startedAt direction
      source { name vendor } caller { ...End } callee { ...End }
      customer { id name } portasip { connectionId } mor { providerName }
    }
    pageInfo { hasNextPage endCursor }
    sources { source { name } status stale fetchedAt }
  }
}
fragment End on Party { number e164 name anonymous }`

/** Everything about one number. */
const SUPPORT_DESK = `query SupportDesk($number: String!) {
  phoneNumber(number: $number) {
    number country
    activeCalls { nodes { ...Seen state } }
    sessions(first: 20) { nodes { ...Seen endedReason endedBy relatedSession { id } } }
    calls(first: 20) { nodes { ...Seen status price { amount currency } } }
    sipAccounts { nodes { id name status numbers custom voiceUsage { date secondsOutHomeland } } }
  }
}
fragment Seen on CallRecord { __typename id source { name } startedAt answeredAt endedAt durationSeconds caller { e164 } callee { e164 } }`

/** One call with everything that is linked to it. */
const TRACE = `query Trace($sipCallId: String!) {
  callTrace(sipCallId: $sipCallId) {
    sipCallId
    records {
      __typename id nativeId startedAt
      ... on Session { endedReason sourceCustomer { name sipAccounts(first: 5) { nodes { name } } } }
      ... on ActiveCall { state vendorState }
      ... on Call { status parentCall { id } childCalls(first: 5) { nodes { id } } }
    }
    sources { source { name } status error { code retryable retryAfterSeconds } }
  }
}`

/** Long and blocked calls abroad. */
const FRAUD_DESK = `query FraudDesk($from: DateTime!) {
  abroad: activeCalls(filter: { direction: OUTBOUND, minDurationSeconds: 1800 }) { nodes { id callee { phoneNumber { country } } } }
  blocked: calls(filter: { status: [BLOCKED], international: true, startedFrom: $from }, first: 20) { nodes { id caller { e164 } callee { e164 } } }
}`

/** A hang-up, and a call. */
const HANG_UP = `mutation HangUp($id: ID!) { disconnectCall(id: $id) { outcome disconnectedCount message error { code message } } }`
const PLACE = `mutation Place($input: MakeCallInput!) { makeCall(input: $input) { calls { id status } error { code } } }`

export const DASHBOARD_OPERATIONS = { WALLBOARD, SUPPORT_DESK, TRACE, FRAUD_DESK, HANG_UP, PLACE } as const
