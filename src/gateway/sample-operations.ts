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

export const sampleOperations: readonly ExplorerOperation[] = [wallboard, supportDesk, fraudDesk, collections]
