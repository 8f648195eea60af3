import type { AnyList } from '../../adapters/contract.js'
import { unrestrictedAccess } from '../access/rights/rights.js'
import { viewOf } from '../access/rows/row-view.js'
import type { Clock } from '../async/clock.js'
import type { Timers } from '../async/timers.js'
import type { ListCache } from '../engine/lists/list-cache.js'
import { firstRequest, freshnessOf } from '../engine/lists/whole-list.js'
import { type Detail, fullIncludesCondensed } from '../engine/rows/row-detail.js'
import { queryFor, type RowQuery } from '../engine/rows/row-query.js'
import { shortfallOf } from '../engine/rows/snapshot.js'
import { failureOf } from '../engine/source/failures.js'
import type { Source } from '../engine/source/source.js'
import { type ReadList, SourcePoller } from './source-poller.js'
import { fingerprintBy } from './view-states.js'

/** What polling needs from the gateway. */
export interface PollingParts {
  readonly listCache: ListCache
  readonly clock: Clock
  readonly timers: Timers
  /** The time limit of one poll, in milliseconds. */
  readonly deadlineMs: number
  readonly onError: (error: unknown, source: string) => void
}

/** Takes turns with the clients in the queue of a source. */
const CLIENT = 'subscriptions'

/** The pollers of all sources; made when they are first watched. One list serves all filters, and all viewers. */
export class PolledLists {
  readonly #pollers = new Map<string, SourcePoller>()

  constructor(private readonly parts: PollingParts) {}

  /**
   * The poller of the list with the calls that match a filter. It is the list without a filter, unless the vendor has
   * another list for this one, with further calls.
   */
  of(source: Source, filter: object): SourcePoller {
    const declaration = listOf(source)
    const pushed = declaration === null ? {} : this.#listUnder(source, declaration, filter)
    const key = JSON.stringify([source.name, pushed])
    const known = this.#pollers.get(key) ?? this.#create(source, declaration, pushed)
    this.#pollers.set(key, known)
    return known
  }

  #listUnder(source: Source, declaration: AnyList, filter: object): object {
    const { widest } = declaration
    if (widest === undefined) return {}
    const { pushed } = this.parts.listCache.filterPlans.of(source, 'activeCalls', declaration, filter).split
    return operationOf(declaration, pushed) === operationOf(declaration, {}) ? {} : widest
  }

  #create(source: Source, declaration: AnyList | null, pushed: object): SourcePoller {
    const { listCache, clock, timers, deadlineMs, onError } = this.parts
    const isPaged = declaration !== null && (declaration.paging.style !== 'snapshot' || declaration.joins !== undefined)
    const ticking = new Set(declaration?.ticking)
    const { positionKey } = source.sharing
    return new SourcePoller({
      ...{ clock, timers, deadlineMs },
      onError: (error) => onError(error, source.name),
      rules: {
        ticking,
        pollsUntilGone: isPaged ? 2 : 1,
        fingerprint: positionKey === null ? undefined : fingerprintBy(positionKey, ticking),
      },
      sharedForMs: declaration === null ? 0 : freshnessOf(source, 'activeCalls', declaration),
      read:
        declaration === null
          ? null
          : readerFor(source, queryFor('activeCalls', declaration, pushed, detailOf(declaration)), listCache),
    })
  }
}

/** The list of calls in progress; null where the source has none. */
export function listOf({ declaration: { lists } }: Source): AnyList | null {
  const { activeCalls } = lists
  return activeCalls === undefined || activeCalls.support === 'UNSUPPORTED' ? null : activeCalls
}

const operationOf = (declaration: AnyList, pushed: object): string =>
  firstRequest(queryFor('activeCalls', declaration, pushed)).operation

/** Subscriptions with different fields watch the same list, so it has all fields. */
function detailOf(declaration: AnyList): Detail {
  if (declaration.condensed === undefined) return 'condensed'
  return fullIncludesCondensed(declaration) ? 'full' : 'both'
}

/** Reads a list the way queries do, so that both share what is read. */
function readerFor(source: Source, query: RowQuery, listCache: ListCache): ReadList {
  const access = unrestrictedAccess([source.name])
  const view = viewOf(access, source.name, query.list, query.declaration.owners)
  return async (signal) => {
    try {
      const list = await listCache.seenList(source, query, view, { signal, access, client: CLIENT })
      const { entries, fetchedAtMs, stale } = list
      return { entries, fetchedAtMs, stale, shortfall: shortfallOf(list, source.options.maxScanRows) }
    } catch (error) {
      throw failureOf(error)
    }
  }
}
