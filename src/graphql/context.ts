import type DataLoader from 'dataloader'
import type { ControlDesk } from '../engine/control.js'
import type { ListPlan } from '../engine/explain.js'
import type { ListEngine } from '../engine/list.js'
import type { RecordView } from '../engine/records.js'
import type { Asking } from '../engine/source.js'

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
  /** How the lists of this request were answered; null unless the client asked for it and the server allows it. */
  readonly plan: ListPlan[] | null
  /** Nodes by global id, asked for together. */
  readonly nodes: DataLoader<string, RecordView | null>
}
