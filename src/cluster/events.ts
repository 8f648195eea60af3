/** What happens between this instance and the store. */
export type ClusterEvent =
  /** The store can be used, or cannot: from now on each instance works for itself. */
  | { readonly type: 'cluster-store'; readonly state: 'up' | 'down'; readonly reason: string | null }
  | {
      readonly type: 'cluster-command'
      readonly command: string
      /** passed-by: not sent, as the store is down or was too slow lately. */
      readonly outcome: 'ok' | 'timeout' | 'error' | 'passed-by'
      readonly durationMs: number
    }
  | { readonly type: 'cluster-list'; readonly outcome: SharedListOutcome }

/**
 * How a list was read. fresh: from the store; lead: this instance asked the vendor and stored the answer; fenced: the
 * same, but another instance had taken over meanwhile; unstored: the same, but it is too large, or the store took no
 * writes; failed: this instance asked, and the vendor failed; followed: the failure of another instance was taken over;
 * alone: the store was not available; garbage: what was stored could not be used.
 */
export type SharedListOutcome = 'fresh' | 'lead' | 'fenced' | 'unstored' | 'failed' | 'followed' | 'alone' | 'garbage'
export type OnClusterEvent = (event: ClusterEvent) => void
