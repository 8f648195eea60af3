import type { ListName } from '../../../adapters/contract.js'

/** How one list was answered, by source. It holds no credentials. */
export interface ListPlan {
  readonly list: ListName
  readonly sources: readonly SourcePlan[]
}
export interface SourcePlan {
  readonly source: string
  /** Conditions that the request left to the vendor. */
  readonly pushed: readonly string[]
  /** Conditions that the gateway checked on every row. */
  readonly residual: readonly string[]
  readonly requests: readonly {
    readonly operation: string
    readonly path: string
    readonly parameters: Readonly<Record<string, string>>
    /**
     * sent, shared (in flight or fresh), shared by the cluster (another instance has read it), or stale; failed, whether it
     * was sent or not.
     */
    readonly answer: 'sent' | 'shared' | 'shared by the cluster' | 'stale' | 'failed'
    readonly milliseconds: number
  }[]
  readonly rowsRead: number
  readonly rowsKept: number
  readonly error: string | null
}
