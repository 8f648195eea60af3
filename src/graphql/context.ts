import type DataLoader from 'dataloader'
import type { ConnectionPage } from '../engine/connection.js'
import type { ControlDesk } from '../engine/control.js'
import type { CustomerAccounts, PreparedList } from '../engine/customer-accounts.js'
import type { ListPlan } from '../engine/explain.js'
import type { ListEngine } from '../engine/list.js'
import type { RecordView } from '../engine/records.js'
import type { Asking } from '../engine/source.js'
import type { OperationWatch } from '../telemetry/operation-watch.js'

/** What a deployment may grant beyond reading: `sip:credentials` shows SIP passwords. */
export type Scope = 'sip:credentials'

/** What one GraphQL request brings to the resolvers. */
export interface GraphContext {
  readonly engine: ListEngine
  readonly scopes: ReadonlySet<Scope>
  /** Where actions on switches go through. */
  readonly desk: ControlDesk
  /** What the request brings to the sources: its signal, its budget of vendor requests, its plan. */
  readonly asking: Asking
  /** Follows the request, for its log line and its trace. */
  readonly watch: OperationWatch
  /** How the lists of this request were answered; null unless the client asked for it and the server allows it. */
  readonly plan: ListPlan[] | null
  /** Nodes by global id, asked for together. */
  readonly nodes: DataLoader<string, RecordView | null>
  /** Lists that records lead to, by what is asked of them. */
  readonly linkedLists: Map<string, Promise<ConnectionPage>>
  /** How to read the SIP accounts of customers, decided for all customers of a page together. */
  readonly accountsOfCustomers: DataLoader<CustomerAccounts, { readonly list: PreparedList }>
}
