/** What happens between this instance and the store. */
export type ClusterEvent =
  /** The store can be used, or cannot: from then on each instance works alone. */
  | { readonly type: 'cluster-store'; readonly state: 'up' | 'down'; readonly reason: string | null }
  | {
      readonly type: 'cluster-command'
      readonly command: string
      /** passed-by: not sent, as the store is down or was too slow lately. */
      readonly outcome: 'ok' | 'timeout' | 'error' | 'passed-by'
      readonly durationMs: number
    }
  | { readonly type: 'cluster-list'; readonly outcome: SharedListOutcome }
  | { readonly type: 'cluster-login'; readonly source: string; readonly outcome: SharedLoginOutcome }

/**
 * How a list was read. fresh: from the store; lead: this instance asked the vendor and stored the answer; fenced: the
 * same, but another instance had taken over; unstored: the same, but it is too large, or the store accepted no writes;
 * failed: this instance asked, and the vendor failed; followed: the failure of another instance was taken over; alone: the
 * store was not available; garbage: what was stored could not be used.
 */
export type SharedListOutcome = 'fresh' | 'lead' | 'fenced' | 'unstored' | 'failed' | 'followed' | 'alone' | 'garbage'

/**
 * How a token of a vendor was got. shared: from the store; lead: this instance logged in and stored the token; unstored:
 * the same, but another instance had taken over meanwhile, or the store took no writes; failed: this instance logged in,
 * and the vendor failed; refused: the vendor refused what another instance had stored; alone: the store was not available,
 * or the instance that logged in took too long; apart: logged in without the others, as their tokens are refused here;
 * garbage: what was stored could not be used.
 */
export type SharedLoginOutcome = 'shared' | 'lead' | 'unstored' | 'failed' | 'refused' | 'alone' | 'apart' | 'garbage'
export type OnClusterEvent = (event: ClusterEvent) => void
