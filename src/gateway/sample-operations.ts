import type { ExplorerOperation } from '../server/http/explorer-page.js'

// Sample operations for people who watch calls: on a wallboard, at a support desk, at a fraud desk. The documentation
// prints them.

const wallboard: ExplorerOperation = {
  name: 'Wallboard',
  query: `# Counts by system and state, and the calls that have lasted longest.
query Wallboard {
  activeCallStats(groupBy: [SOURCE, STATE]) {
    total
    connected
    distinctCalls
    groups { source { name } state total connected }
    sources { source { name } status error { code } fetchedAt stale }
  }
  activeCalls(first: 20, orderBy: LONGEST_FIRST) {
    nodes {
      source { name }
      state
      caller { number name }
      callee { number }
      durationSeconds
      customer { name }
    }
  }
}
`,
}

const supportDesk: ExplorerOperation = {
  name: 'Support desk',
  query: `# Current and recent activity of one number, on every system.
query SupportDesk($number: String!) {
  phoneNumber(number: $number) {
    number
    country
    activeCalls(first: 10) { nodes { ...Record state } sources { ...Report } }
    sessions(first: 10) { nodes { ...Record endedReason endedBy sourceCustomer { name } } sources { ...Report } }
    calls(first: 10) { nodes { ...Record status } sources { ...Report } }
    sipAccounts(first: 10) { nodes { name status numbers ipAddress usageBlock customer { nativeId } } }
  }
}

fragment Record on CallRecord {
  id
  source { name }
  startedAt
  durationSeconds
  caller { number name }
  callee { number }
}

fragment Report on SourceReport {
  source { name }
  status
  error { code message }
}
`,
  variables: { number: '+4570305001' },
}

const fraudDesk: ExplorerOperation = {
  name: 'Fraud desk',
  query: `# Long calls in progress, calls abroad by country, and blocked calls.
query FraudDesk($since: DateTime!) {
  long: activeCalls(filter: { direction: OUTBOUND, minDurationSeconds: 600 }, first: 20, orderBy: LONGEST_FIRST) {
    nodes { ...Suspect customer { nativeId name } }
  }
  countries: activeCallStats(filter: { direction: OUTBOUND }, groupBy: [COUNTRY]) {
    groups { country total connected }
  }
  international: calls(filter: { international: true, startedFrom: $since }, first: 20) {
    nodes { ...Suspect status }
    sources { source { name } status error { code } }
  }
  blocked: calls(filter: { status: [BLOCKED], startedFrom: $since }, first: 20) {
    nodes { ...Suspect status }
    sources { source { name } status error { code } }
  }
}

fragment Suspect on CallRecord {
  id
  source { name }
  startedAt
  durationSeconds
  caller { number e164 }
  callee { number phoneNumber { number country } }
}
`,
  variables: { since: '2026-01-01T00:00:00Z' },
}

const costlyCountries: ExplorerOperation = {
  name: 'Costly countries',
  query: `# What calls cost by country and account in each hour: fraud shows as minutes to a country that is new to an account.
query CostlyCountries($from: DateTime!, $to: DateTime!, $zone: String) {
  callStats(
    filter: { startedFrom: $from, startedTo: $to }
    groupBy: [HOUR, COUNTRY, ACCOUNT]
    timeZone: $zone
  ) {
    precision
    coverage { from to rowsRead }
    groups { hour country source { name } accountId attempts answered minutes price { amount currency } }
    sources { source { name } status error { code message } }
  }
}
`,
  variables: { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', zone: 'Europe/Copenhagen' },
}

const growth: ExplorerOperation = {
  name: 'Growth',
  query: `# This hour and the one before it, by account: a sudden growth of attempts or minutes.
query Growth($before: DateTime!, $from: DateTime!, $to: DateTime!) {
  now: callStats(filter: { startedFrom: $from, startedTo: $to }, groupBy: [ACCOUNT]) { ...Traffic }
  before: callStats(filter: { startedFrom: $before, startedTo: $from }, groupBy: [ACCOUNT]) { ...Traffic }
}

fragment Traffic on CallStats {
  precision
  attempts
  groups { source { name } accountId attempts answered asr ner acdSeconds minutes price { amount currency } }
}
`,
  variables: { before: '2026-03-03T10:00:00Z', from: '2026-03-03T11:00:00Z', to: '2026-03-03T12:00:00Z' },
}

const margins: ExplorerOperation = {
  name: 'Margins',
  query: `# What calls earned and cost, by day, destination and carrier; needs the scope costs:read.
query Margins($from: DateTime!, $to: DateTime!, $zone: String) {
  callStats(
    filter: { startedFrom: $from, startedTo: $to }
    groupBy: [DAY, DESTINATION, CARRIER]
    timeZone: $zone
  ) {
    precision
    price { amount currency calls }
    cost { amount currency calls }
    margin { amount currency calls }
    groups {
      day
      destination { country description }
      source { name }
      carrier
      answered
      billedMinutes
      price { amount currency }
      cost { amount currency }
      margin { amount currency }
    }
    sources { source { name } status error { code message } }
  }
}
`,
  variables: { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', zone: 'Europe/Copenhagen' },
}

const collections: ExplorerOperation = {
  name: 'Collections',
  query: `# Customers whose balance is below a limit, and what they are calling now.
query Collections($below: Decimal!, $currency: String!) {
  customers(filter: { balanceBelow: { amount: $below, currency: $currency } }, first: 20) {
    nodes {
      source { name }
      nativeId
      name
      status
      parent { nativeId }
      balance {
        amount { amount currency }
        creditLimit { amount currency }
        available { amount currency }
        asOf
      }
      activeCalls(first: 5) { nodes { callee { number } durationSeconds } }
    }
    sources { source { name } status error { code message } }
  }
}
`,
  variables: { below: '0', currency: 'EUR' },
}

export const sampleOperations: readonly ExplorerOperation[] = [
  wallboard,
  supportDesk,
  fraudDesk,
  collections,
  costlyCountries,
  growth,
  margins,
]
