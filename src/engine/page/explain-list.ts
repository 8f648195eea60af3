import type { ListName } from '../../../adapters/contract.js'
import type { ListPlan, SourcePlan } from '../reporting/plan-report.js'
import { explainRequest } from '../source/explain.js'
import type { Merge } from './merge.js'
import type { Part } from './part.js'

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
