import type DataLoader from 'dataloader'
import type { OperationSlices } from '../async/operation-slices.js'
import type { OperationBudget } from '../cost/budget.js'
import type { ControlContext } from '../engine/control/control.js'
import type { ListEngine } from '../engine/lists/list-engine.js'
import type { PreparedList } from '../engine/lists/prepared-list.js'
import type { OperationLookups } from '../engine/lookup/operation-loaders.js'
import type { OwnedList } from '../engine/lookup/owned-lists.js'
import type { ListPlan } from '../engine/reporting/plan-report.js'
import type { CallContext, Freshness } from '../engine/source/call-context.js'
import type { RecordView } from '../engine/source/records.js'
import type { OperationWatch } from '../telemetry/operation-watch.js'
import type { LinkedLists } from './links/linked-lists.js'

/** What a deployment may grant beyond reading: `sip:credentials` shows SIP passwords. */
export type Scope = 'sip:credentials'

/** Nodes by global id, asked for together. */
export interface Nodes {
  /** @throws GraphQLError with the code of what went wrong at the source. */
  load(id: string): Promise<RecordView | null>
}

/** What one GraphQL request brings to the resolvers. */
export interface GraphContext {
  readonly engine: ListEngine
  readonly scopes: ReadonlySet<Scope>
  /** Where actions on switches go through. */
  readonly desk: ControlContext
  /** What the operation may still cost. */
  readonly budget: OperationBudget
  /** What the request brings to the sources: its signal, its budget, its plan. */
  readonly callContext: CallContext
  /** The slices in which the request is worked on. */
  readonly slices: OperationSlices
  /** Ends what may still be under way for the request, and its deadline: it has been answered. */
  readonly answered: (whole: boolean) => void
  /** How long what the sources have told this request counts as fresh. */
  readonly freshness: Freshness
  /** Follows the request, for its log line and its trace. */
  readonly watch: OperationWatch
  /** How the lists of this request were answered; null unless the client asked for it and the server allows it. */
  readonly plan: ListPlan[] | null
  /** What the sources are asked for by id, or whole: each once, and together. */
  readonly lookups: OperationLookups
  /** Nodes by global id; null where there is none. */
  readonly nodes: Nodes
  /** Lists that records lead to: each is read once. */
  readonly linkedLists: LinkedLists
  /** The same, for records of calls that are in progress: where a live list tells of them, that is read once. */
  readonly nodesInProgress: Nodes
  /** How to read lists of customers and of numbers, decided for all of a page together. */
  readonly ownedLists: DataLoader<OwnedList, { readonly list: PreparedList | null }>
}
