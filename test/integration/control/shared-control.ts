import { ActionRates } from '../../../src/engine/control/action-rates.js'
import type { SharedControl } from '../../../src/engine/control/control-context.js'
import { ActionKeysInMemory } from '../../../src/engine/control/repeated-actions.js'
import type { ListCache } from '../../../src/engine/lists/list-cache.js'

/** What actions share, where the clock stands still, nothing is recorded and no host name has an address. */
export const sharedControl = (listCache: ListCache): SharedControl => ({
  listCache,
  audit: { record: () => undefined },
  rates: new ActionRates(() => 0),
  keys: new ActionKeysInMemory(() => 0),
  resolveHost: async () => [],
})
