import type DataLoader from 'dataloader'
import type { ListEngine } from '../engine/list.js'
import type { RecordView } from '../engine/records.js'

/** What a deployment may grant beyond reading: `sip:credentials` shows SIP passwords. */
export type Scope = 'sip:credentials'

/** What one GraphQL request brings to the resolvers. */
export interface GraphContext {
  readonly engine: ListEngine
  readonly scopes: ReadonlySet<Scope>
  /** Fires when the client has gone away, or the deadline has passed. */
  readonly signal: AbortSignal
  /** Nodes by global id, asked for together. */
  readonly nodes: DataLoader<string, RecordView | null>
}
