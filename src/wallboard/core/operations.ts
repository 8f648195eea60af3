// What the page subscribes to. Four streams: a browser opens at most six connections to a host over HTTP/1.1, and other
// requests need some.

/** How many of the longest calls are shown. */
export const LONGEST_CALLS = 12

/**
 * Totals, the contribution of each source and the alarms.
 * @param withAlarms whether the reader may see them: they hold the totals of everybody.
 */
export const statsSubscription = (withAlarms: boolean): string => `subscription WallboardStats {
  activeCallStats(groupBy: [SOURCE, STATE]) {
    kind
    at
    stats {
      total
      connected
      groups { source { name } state total }
      sources {
        source { name title }
        status
        error { code message }
        fetchedAt
        stale
      }
    }${withAlarms ? '\n    alarms { kind source { name title } since value threshold }' : ''}
  }
}`

/** Includes sources without a list of calls. */
export const HEALTH_SUBSCRIPTION = `subscription WallboardHealth {
  sourceHealth {
    kind
    sources { name title health { state since lastSuccessAt lastError { code message } } }
  }
}`

/** Countries change slowly: once in five seconds is enough. */
export const COUNTRIES_SUBSCRIPTION = `subscription WallboardCountries {
  activeCallStats(groupBy: [COUNTRY], everyMs: 5000) {
    kind
    at
    stats { groups { country total } }
  }
}`

export const CALLS_SUBSCRIPTION = `subscription WallboardCalls($first: Int!, $since: String) {
  activeCallUpdates(orderBy: LONGEST_FIRST, first: $first, since: $since) {
    kind
    position
    at
    more
    started { ...Call }
    changed { ...Call }
    ended { id }
    order
  }
}

fragment Call on ActiveCall {
  id
  source { name title }
  state
  caller { e164 number name anonymous }
  callee { e164 number name anonymous }
  customer { name }
  durationSeconds
  answeredAt
}`

/**
 * The history in two parts: the gateway has finer samples of the last hour. A sample covers the time until the next one;
 * a gap has one sample at its beginning.
 */
export const HISTORY_PARTS = [
  { minutes: 60, stepMs: 15_000 },
  { minutes: 360, stepMs: 60_000 },
]

export const HISTORY_QUERY = `query WallboardHistory($minutes: Int!) {
  activeCallHistory(minutes: $minutes) { at source { name } state total }
}`
