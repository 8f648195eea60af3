import { unshared } from '../engine/answers/list-sharing.js'
import { ActionRates } from '../engine/control/action-rates.js'
import { ActionKeysInMemory } from '../engine/control/repeated-actions.js'
import { ownLimits } from '../resilience/resilience.js'
import { OwnRequestsInProgress } from '../server/rates/in-progress.js'
import { PrincipalBuckets } from '../server/rates/principal-buckets.js'
import { noLoginExchange } from '../transport/authentication/login-exchange.js'
import { noRefusalExchange } from '../transport/authentication/refusal-exchange.js'
import type { Sharing } from './sharing.js'

/**
 * What one instance keeps for itself. Lists in flight and fresh ones are shared above this, by the engine.
 * @param monotonicNow in milliseconds.
 */
export const inProcessSharing = (monotonicNow: () => number): Sharing => ({
  source: (_, limits) => ({
    sharing: unshared,
    limits: ownLimits(limits),
    refusals: noRefusalExchange,
    logins: noLoginExchange,
  }),
  keys: new ActionKeysInMemory(monotonicNow),
  actionRates: new ActionRates(monotonicNow),
  buckets: new PrincipalBuckets(monotonicNow),
  inProgress: new OwnRequestsInProgress(),
  close: () => Promise.resolve(),
})
