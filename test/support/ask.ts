// How the tests send operations: the data, errors and cost of one, as a client over HTTP sees them.

import { expect } from 'vitest'
import type { GraphError, Stack } from './stack.js'

/** How one list was requested from one source, from `extensions.plan`. */
interface SourcePlan {
  readonly source: string
  readonly pushed: readonly string[]
  readonly requests: readonly {
    readonly operation: string
    readonly path: string
    readonly parameters: Readonly<Record<string, string>>
    readonly answer: string
  }[]
}
export interface ListPlan {
  readonly list: string
  readonly sources: readonly SourcePlan[]
}

export interface Answer<Data> {
  readonly data: Data
  readonly errors?: readonly GraphError[]
  readonly extensions?: { readonly plan?: readonly ListPlan[] }
}

/** A source's report, as far as it is selected. */
export interface Report {
  readonly source: { readonly name: string }
  readonly status: string
  readonly error?: { readonly code: string } | null
  readonly totalCount?: number | null
  readonly requests?: number
}

/** Sends an operation, and returns its data as the given type. */
export async function ask<Data>(stack: Stack, document: string, variables?: object): Promise<Answer<Data>> {
  const { text } = await stack.query(document, variables, { 'x-trunkline-explain': '1' })
  const answer: Answer<Data> = JSON.parse(text)
  return answer
}

/** The data of an operation that has no error. */
export async function dataOf<Data>(stack: Stack, document: string, variables?: object): Promise<Data> {
  const { data, errors } = await ask<Data>(stack, document, variables)
  expect(errors).toBeUndefined()
  return data
}

/** The argument that is wrong, by the error of an operation that has one. */
export async function wrongArgumentOf(stack: Stack, document: string, variables?: object): Promise<unknown> {
  const { errors } = await ask<unknown>(stack, document, variables)
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  return errors?.[0]?.extensions?.['argument']
}

/** How many HTTP requests each source received during an action; sources without any are left out. */
export async function requestsDuring(
  stack: Stack,
  work: () => Promise<unknown>,
): Promise<Readonly<Record<string, number>>> {
  const hosts = Object.entries(stack.hosts)
  const before = hosts.map(([, host]) => host.requests.length)
  await work()
  const counts = hosts.map(([name, host], at) => [name, host.requests.length - (before[at] ?? 0)] as const)
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

/** How many requests of an answer's plan were sent, by source. */
export function sentBy({ extensions }: Answer<unknown>): Readonly<Record<string, number>> {
  const sent: Record<string, number> = {}
  for (const { source, requests } of (extensions?.plan ?? []).flatMap(({ sources }) => sources))
    for (const { answer } of requests) if (answer === 'sent') sent[source] = (sent[source] ?? 0) + 1
  return sent
}
