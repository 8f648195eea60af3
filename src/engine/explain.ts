// EXPLAIN, for an API graph: how a list was answered.

import type { ListName } from '../../adapters/contract.js'
import type { Merge, Part } from './merge.js'
import type { AskedRequest } from './source.js'

/** How one list was answered, by source. It holds no credentials. */
export interface ListPlan {
  readonly list: ListName
  readonly sources: readonly SourcePlan[]
}
export interface SourcePlan {
  readonly source: string
  /** Conditions that the vendor was asked to apply. */
  readonly pushed: readonly string[]
  /** Conditions that the gateway checked on every row. */
  readonly residual: readonly string[]
  readonly requests: readonly {
    readonly operation: string
    readonly path: string
    readonly parameters: Readonly<Record<string, string>>
    /** sent, shared (in flight or fresh), or stale. */
    readonly answer: 'sent' | 'shared' | 'stale'
    readonly milliseconds: number
  }[]
  readonly rowsRead: number
  readonly rowsKept: number
  readonly error: string | null
}

export function explainList(list: ListName, parts: readonly Part[], merge: Merge): ListPlan {
  return { list, sources: parts.map((part) => explainPart(part, merge)) }
}

function explainPart({ source, split, asked, reader, trouble, ...part }: Part, merge: Merge): SourcePlan {
  return {
    source: source.name,
    pushed: split?.pushedPaths ?? [],
    residual: split?.residual.map(({ path }) => path) ?? [],
    requests: asked.map(explainRequest),
    rowsRead: reader?.rowsRead ?? 0,
    rowsKept: merge.taken.filter((taken) => taken.part.make === part.make && taken.part.source === source).length,
    error: trouble?.code ?? null,
  }
}

/** A whole list that was read for many records of one answer. */
export const explainWhole = (source: string, asked: readonly AskedRequest[], rowsRead: number, error: string | null): SourcePlan => ({
  source,
  pushed: [],
  residual: ['customerId'],
  requests: asked.map(explainRequest),
  rowsRead,
  rowsKept: rowsRead,
  error,
})

function explainRequest({ request, requests, stale, milliseconds }: AskedRequest): SourcePlan['requests'][number] {
  return {
    operation: request.operation,
    path: request.path,
    parameters: Object.fromEntries([
      ...(request.query ?? []),
      ...(request.body?.kind === 'form' ? request.body.fields : (request.body?.parameters ?? [])),
    ]),
    answer: stale ? 'stale' : requests === 0 ? 'shared' : 'sent',
    milliseconds: Math.round(milliseconds * 10) / 10,
  }
}
