// How the tests act on switches, and read the audit lines of it.

import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { type Answer, ask } from '../../support/ask.js'
import type { Stack } from '../../support/stack.js'

interface Trouble {
  readonly code: string
  readonly message: string
  readonly retryable: boolean
}
export interface Disconnected {
  readonly outcome: string
  readonly disconnectedCount: number | null
  readonly message: string | null
  readonly error: Trouble | null
}
export interface Placed {
  readonly outcome: string
  readonly message: string | null
  readonly calls: readonly {
    readonly nativeId: string
    readonly status: string
    readonly caller: { readonly number: string }
    readonly callee: { readonly number: string }
  }[]
  readonly error: Trouble | null
}

const PAYLOAD = 'outcome disconnectedCount message error { code message retryable }'
const DOCUMENTS = {
  disconnectCall: `mutation ($id: ID!) { done: disconnectCall(id: $id) { ${PAYLOAD} } }`,
  disconnectAccount: `mutation ($source: String!, $id: String!) { done: disconnectAccount(source: $source, accountId: $id) { ${PAYLOAD} } }`,
  disconnectCustomer: `mutation ($source: String!, $id: String!) { done: disconnectCustomer(source: $source, customerId: $id) { ${PAYLOAD} } }`,
} as const
export type Disconnect = keyof typeof DOCUMENTS
export const DISCONNECTS: readonly Disconnect[] = ['disconnectCall', 'disconnectAccount', 'disconnectCustomer']

const MAKE_CALL = `mutation ($input: MakeCallInput!) { done: makeCall(input: $input) {
  outcome message calls { nativeId status caller { number } callee { number } } error { code message retryable }
} }`

type Done<Payload> = Promise<Answer<{ readonly done: Payload | null } | null>>

/** Ends what has this native id at a source; of a call, by its global id. */
export function tryToEnd(
  stack: Stack,
  operation: Disconnect,
  source: string,
  nativeId: string,
  type: 'ActiveCall' | 'Call' | 'Session' = 'ActiveCall',
): Done<Disconnected> {
  const id = operation === 'disconnectCall' ? toGlobalId(type, source, nativeId) : nativeId
  return ask(stack, DOCUMENTS[operation], operation === 'disconnectCall' ? { id } : { source, id })
}

export const tryToCall = (stack: Stack, input: object): Done<Placed> => ask(stack, MAKE_CALL, { input })

/** The outcome; there must be no error. */
export async function doneOf<Payload>(answer: Done<Payload>): Promise<Payload> {
  const { data, errors } = await answer
  if (errors !== undefined || data === null || data.done === null) throw new Error(JSON.stringify(errors))
  return data.done
}

/** A line of the audit. */
export interface AuditLine {
  readonly actionId: string
  readonly level: number
  readonly time: number
  readonly who: { readonly address: string; readonly proxy: string | null; readonly user: string | null }
  readonly operation: string
  readonly source: string
  readonly target: string
  readonly outcome: string
  readonly code: string | null
  readonly principal: {
    readonly id: string
    readonly method: string
    readonly credentialId: string | null
    readonly rights: string
  }
  readonly arguments: Readonly<Record<string, string | number>>
  readonly repeats?: string
}

/** The lines of the audit that were written during an action. */
export async function auditDuring(stack: Stack, work: () => Promise<unknown>): Promise<readonly AuditLine[]> {
  const before = stack.log.length
  await work()
  return stack.log.slice(before).flatMap((line) => {
    const entry: AuditLine & { readonly msg: string } = JSON.parse(line)
    return entry.msg === 'action on a switch' ? [entry] : []
  })
}
