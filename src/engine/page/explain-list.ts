import type { ListName } from '../../../adapters/contract.js'
import type { ListPlan, SourcePlan } from '../reporting/plan-report.js'
import { explainRequest } from '../source/explain.js'
import type { Merge } from './merge.js'
import type { SourceSlice } from './source-slice.js'

export function explainList(list: ListName, slices: readonly SourceSlice[], merge: Merge): ListPlan {
  return { list, sources: slices.map((slice) => explainSlice(slice, merge)) }
}

function explainSlice({ source, split, cost, reader, failure, ...slice }: SourceSlice, merge: Merge): SourcePlan {
  return {
    source: source.name,
    pushed: split?.pushedPaths ?? [],
    residual: split?.residual.map(({ path }) => path) ?? [],
    requests: cost.sent.map(explainRequest),
    rowsRead: reader?.rowsRead ?? 0,
    rowsKept: merge.taken.filter((taken) => taken.slice.make === slice.make && taken.slice.source === source).length,
    error: failure?.code ?? null,
  }
}
