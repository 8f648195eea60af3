import type DataLoader from 'dataloader'
import type { Access } from '../access/rights/access.js'
import type { OperationSlices } from '../async/operation-slices.js'
import type { OperationBudget } from '../cost/budget.js'
import type { StatsBudget } from '../cost/stats-budget.js'
import type { ControlContext } from '../engine/control/control-context.js'
import type { ListEngine } from '../engine/lists/list-engine.js'
import type { PreparedList } from '../engine/lists/prepared-list.js'
import type { OperationLookups } from '../engine/lookup/operation-loaders.js'
import type { OwnedList } from '../engine/lookup/owned-lists.js'
import type { ListPlan } from '../engine/reporting/plan-report.js'
import type { CallContext, Freshness } from '../engine/source/call-context.js'
import type { RecordView } from '../engine/source/records.js'
import type { OperationWatch } from '../telemetry/operation-watch.js'
import type { LinkedLists } from './links/linked-lists.js'
import type { LiveGraph } from './live.js'

/** Loads nodes by global id in batches. */
interface Nodes {
  /** @throws GraphQLError with the code of the failure of the source. */
  load(id: string): Promise<RecordView | null>
}

/** What statistics of calls that have ended need of a request. */
export interface CallStatsContext {
  /** With a deadline of its own, and without the limits of lists. */
  readonly callContext: CallContext
  readonly budget: StatsBudget
}

/** The context that resolvers get for one GraphQL request. */
export interface GraphContext {
  readonly engine: ListEngine
  /** What the sender of the request may see and do. */
  readonly access: Access
  /** A global id whose native id may be encrypted, because it is masked, with the vendor's own. */
  readonly openId: (globalId: string) => string
  /** What the operation may cost, and what it has cost, for `extensions`; null: the client does not request it. */
  readonly cost: object | null
  /** What control actions on switches need: audit, caches, who acts. */
  readonly controlContext: ControlContext
  /** What the operation may still cost. */
  readonly budget: OperationBudget
  /** What calls to sources need of the request: its signal, budget and plan. */
  readonly callContext: CallContext
  /** The same for statistics, which read more than a page. */
  readonly callStats: CallStatsContext
  /** The slices in which the request is worked on. */
  readonly slices: OperationSlices
  /** Called when the request has been answered: ends its deadline and any work that is still in progress. */
  readonly answered: (whole: boolean) => void
  /** How long the data of this request counts as fresh. */
  readonly freshness: Freshness
  /** Follows the request, for its log line and its trace. */
  readonly watch: OperationWatch
  /** How the lists of this request were answered; null unless the client requested it and the server allows it. */
  readonly plan: ListPlan[] | null
  /** Lookups by id and of whole lists: each is read once per request, in batches. */
  readonly lookups: OperationLookups
  /** Nodes by global id; null where there is none. */
  readonly nodes: Nodes
  /** Lists that records link to: each is read once per request. */
  readonly linkedLists: LinkedLists
  /** The same for calls in progress: where a live list has them, that list is read once. */
  readonly nodesInProgress: Nodes
  /** Customers by global id, with what their sources know of them; null where there is none. */
  readonly customers: Nodes
  /** Subscriptions, and the history of what they watch. */
  readonly live: LiveGraph
  /** Decides how to read the lists of customers and numbers, for a whole page together. */
  readonly ownedLists: DataLoader<OwnedList, { readonly list: PreparedList | null }>
}
