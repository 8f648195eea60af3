import type { Access } from '../../access/rights/access.js'
import type { Principal } from '../../access/rights/principal.js'
import type { RateLimits } from '../../access/rights/settings.js'
import type { ListCache } from '../lists/list-cache.js'
import type { Watch } from '../reporting/events.js'
import type { GlobalId } from '../source/global-id.js'
import type { ActionLimits } from './action-rates.js'
import type { ResolveHost } from './call-rules.js'
import type { ActionAudit, Who } from './control-events.js'
import type { ActionKeys } from './repeated-actions.js'

/** What actions of all requests share. */
export interface SharedControl {
  readonly listCache: ListCache
  /** When it cannot record that an action is about to be sent, the action is not sent. */
  readonly audit: ActionAudit
  readonly rates: ActionLimits
  readonly keys: ActionKeys
  readonly resolveHost: ResolveHost
}

/** What actions on switches need of one GraphQL request. */
export interface ControlContext extends SharedControl {
  readonly who: Who
  /** Who requests the action, and what they may do. */
  readonly principal: Principal
  readonly access: Access
  readonly limits: RateLimits
  /**
   * Whether a call is found among those that the principal may see and act on; used where its rights are limited to
   * customers. Rejects with a SourceFailure where that cannot be found out.
   */
  readonly seesCall: (id: GlobalId) => Promise<boolean>
  /** Fires with a SourceFailure when the gateway stops and cannot wait for the outcome. A client that leaves fires nothing. */
  readonly stopping?: AbortSignal
  /** Follows the GraphQL request that requests the action. */
  readonly watch?: Watch
}
