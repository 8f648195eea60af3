import type { ExplorerOperation } from '../server/http/explorer-page.js'
import { sampleOperations } from './sample-operations.js'

const PAGE = 'pageInfo { hasNextPage endCursor }'
const REPORTS = 'sources { source { name } status error { code message } totalCount fetchedAt requests }'

/** The examples that the explorer lists. The first is run when the page is opened. Over the simulators each returns rows. */
export const exampleOperations: readonly ExplorerOperation[] = [
  {
    name: 'Active calls on every system',
    query: `# Every call in progress, on every system, the longest first.
query ActiveCalls {
  activeCalls(first: 50, orderBy: LONGEST_FIRST) {
    totalCount
    nodes {
      source { name vendor }
      state
      caller { number e164 }
      callee { number e164 }
      durationSeconds
      customer { nativeId name }
    }
    ${REPORTS}
    ${PAGE}
  }
}
`,
  },
  {
    name: 'Last calls of a number',
    query: `# The last calls to or from one number, on every system.
query CallsOfNumber($number: String!) {
  calls(filter: { number: $number }, first: 20) {
    nodes {
      source { name }
      startedAt
      caller { number name }
      callee { number }
      status
      durationSeconds
    }
    ${REPORTS}
    ${PAGE}
  }
}
`,
    variables: { number: '+4570305' },
  },
  {
    name: 'Sessions page by page',
    query: `# For the next page, set after to the endCursor of this one.
query Sessions($after: String) {
  sessions(first: 25, after: $after) {
    totalCount
    edges {
      cursor
      node {
        startedAt
        answeredAt
        endedAt
        caller { number }
        callee { number }
        sourceCustomer { name }
        sourceIp
        endedReason
        endedBy
      }
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
`,
  },
  {
    name: 'Trunks that are down',
    query: `# SIP trunks whose client cannot be reached.
query TrunksDown {
  sipAccounts(filter: { up: false }, first: 50) {
    totalCount
    nodes {
      name
      status
      numbers
      ipAddress
      failover
      usageBlock
      customer { nativeId }
    }
    ${PAGE}
  }
}
`,
  },
  {
    name: "One call's full detail",
    query: `# All details of one session.
query CallDetail {
  sessions(first: 1) {
    nodes {
      id
      sipCallId
      relatedSipCallId
      startedAt
      answeredAt
      endedAt
      durationSeconds
      endedReason
      endedBy
      caller { number e164 anonymous }
      callerPrivacy
      callee { number e164 }
      divertedBy
      direction
      sourceCustomer { nativeId name }
      destinationCustomer { nativeId name }
      sourceVoiceAccountId
      sourceIp
      destinationIp
      sourcePeer
      destinationPeer
      userAgent
      userName
      userLocation
      userExtension
      rtpStat
    }
  }
}
`,
  },
  ...sampleOperations,
]
