// EXPLAIN, for an API graph: how a list was answered.

import type { ListName } from '../../adapters/contract.js'
import type { Merge } from './merge.js'
import type { Part } from './part.js'
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
    /** sent, shared (in flight or fresh), or stale; failed, whether it was sent or not. */
    readonly answer: 'sent' | 'shared' | 'stale' | 'failed'
    readonly milliseconds: number
  }[]
  readonly rowsRead: number
  readonly rowsKept: number
  readonly error: string | null
}

export function explainList(list: ListName, parts: readonly Part[], merge: Merge): ListPlan {
  return { list, sources: parts.map((part) => explainPart(part, merge)) }
}

function explainPart({ source, split, cost, reader, trouble, ...part }: Part, merge: Merge): SourcePlan {
  return {
    source: source.name,
    pushed: split?.pushedPaths ?? [],
    residual: split?.residual.map(({ path }) => path) ?? [],
    requests: cost.asked.map(explainRequest),
    rowsRead: reader?.rowsRead ?? 0,
    rowsKept: merge.taken.filter((taken) => taken.part.make === part.make && taken.part.source === source).length,
    error: trouble?.code ?? null,
  }
}

/** What came of asking a source, beside the paging of a list. */
interface Came {
  readonly pushed?: readonly string[]
  readonly residual?: readonly string[]
  readonly rowsRead: number
  /** As many as were read, unless given. */
  readonly rowsKept?: number
  readonly error?: string | null
}

/** What one source was asked for a list that was read whole, for single records, or for a count. */
export const explainAsked = (source: string, asked: readonly AskedRequest[], came: Came): SourcePlan => ({
  source,
  pushed: came.pushed ?? [],
  residual: came.residual ?? [],
  requests: asked.map(explainRequest),
  rowsRead: came.rowsRead,
  rowsKept: came.rowsKept ?? came.rowsRead,
  error: came.error ?? null,
})

function explainRequest({ request, requests, stale, failed, milliseconds }: AskedRequest): SourcePlan['requests'][number] {
  return {
    operation: request.operation,
    path: request.path,
    parameters: Object.fromEntries([
      ...(request.query ?? []),
      ...(request.body?.kind === 'form' ? request.body.fields : (request.body?.parameters ?? [])),
    ]),
    answer: failed === true ? 'failed' : stale ? 'stale' : requests === 0 ? 'shared' : 'sent',
    milliseconds: Math.round(milliseconds * 10) / 10,
  }
}
