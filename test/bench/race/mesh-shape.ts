// The operations in Mesh's graph, which has the vendor's names, and its answers in the shape of the others.

import { toAccount, toSession } from './records.ts'
import type { Row } from './vendors.ts'

const sessions = (name: string, first: number, fields: string): string =>
  `query ${name}($n: String!) { sessions(first: ${first}, customer: $n) { sessions { ${fields} } } }`
const FIELDS = `callId direction started answered ended sbcServer sourceIP sourceIPType destinationIP destinationIPType mvno
  aNumber bNumber sourceCustomerName`

export const meshDocuments: Readonly<Record<'W1' | 'W2' | 'W3', string>> = {
  W1: sessions('W1', 100, FIELDS),
  W2: sessions('W2', 1000, FIELDS),
  W3: sessions(
    'W3',
    100,
    `callId started aNumber bNumber sourceCustomerId sourceCustomerName
    trunks { sipAccounts { _id name numbers status ipAddress } }`,
  ),
}

interface MeshSession extends Row {
  readonly trunks?: { readonly sipAccounts: readonly Row[] }
}

/** @param data what Mesh has answered; the talk time is added, as the vendor has no field for it. */
export function fromMesh(
  operation: string,
  data: { readonly sessions?: { readonly sessions: readonly MeshSession[] } },
): unknown {
  if (operation === 'W7') return data
  const nodes = (data.sessions?.sessions ?? []).map((row) => {
    const { sourceCustomer, ...session } = toSession(row)
    if (operation !== 'W3') return { ...session, sourceCustomer: { name: sourceCustomer.name } }
    const { nativeId, startedAt, caller, callee } = session
    const sipAccounts = { nodes: (row.trunks?.sipAccounts ?? []).map(toAccount) }
    return { nativeId, startedAt, caller, callee, sourceCustomer: { ...sourceCustomer, sipAccounts } }
  })
  return { sessions: { nodes } }
}
