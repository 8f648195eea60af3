import type { GraphQLSchema } from 'graphql'
import type { Access } from '../access/rights/access.js'
import { processTimers } from '../async/timers.js'
import type { Configuration } from '../config/schema.js'
import type { ListEngine } from '../engine/lists/list-engine.js'
import { badInput } from '../engine/source/bad-input.js'
import type { Source } from '../engine/source/source.js'
import type { GraphContext } from '../graphql/context.js'
import type { LiveGraph } from '../graphql/live.js'
import { checkTexts } from '../graphql/schema/text-limits.js'
import { Alarms } from '../live/alarms.js'
import type { LiveHub } from '../live/contract.js'
import { forbiddenTotals, Hub } from '../live/hub.js'
import { LiveObserver } from '../live/observer.js'
import { listOf, PolledLists } from '../live/polled-lists.js'
import type { LastingParts } from './lasting-parts.js'

// Subscriptions, and what is kept of the calls in progress while nobody subscribes.

export interface LiveParts {
  readonly hub: LiveHub
  /** What is raised now; null where no alarms are configured. */
  readonly alarms: Alarms | null
  readonly graphFor: (access: Access) => LiveGraph
  /** Reads the calls in progress of a source, unless they are polled anyway; null: it has no such list. */
  readonly probeOf: (source: Source) => (() => Promise<void>) | null
  /** Keeps history and alarms while the parts are in use. */
  start(): void
  stop(): void
}

export interface LiveSurroundings {
  readonly configuration: Configuration
  readonly lasting: LastingParts
  readonly engine: ListEngine
  readonly schema: GraphQLSchema
  readonly contextFor: (access: Access) => GraphContext
}

export function openLiveParts(its: LiveSurroundings): LiveParts {
  const { configuration, lasting, engine, schema, contextFor } = its
  const { server, live, wallboard } = configuration
  const { now, monotonicNow, logger, scheduler } = lasting
  const timers = lasting.timers ?? processTimers
  const clock = { now, monotonicNow }
  const lists = new PolledLists({
    ...{ listCache: engine.listCache, clock, timers, deadlineMs: server.deadlineMs },
    onError: (error, source) => logger.error({ err: error, source }, 'calls in progress could not be polled'),
  })
  const sources = engine.sources.all
  const alarms = wallboard.alarms === undefined ? null : new Alarms(wallboard.alarms, sources, now)
  const observer = new LiveObserver({ lists, history: lasting.history, alarms, now, timers }, sources)
  const hub = new Hub({
    ...{ engine, lists, alarms, clock, timers, schema, scheduler, contextFor },
    everyMs: live.every,
    limits: live,
    lingerMs: live.linger,
    heartbeatMs: live.heartbeat,
    maxAgeMs: live.maxAge,
    checkArguments: (args) => checkTexts(args),
    random: Math.random,
    onError: (error) => logger.error({ err: error }, 'an event of a subscription could not be made'),
  })
  return {
    ...{ hub, alarms },
    probeOf: (source) => (listOf(source) === null ? null : () => lists.of(source, {}).probe()),
    graphFor: (access) => ({
      payloads: (field, args) => hub.payloads(field, args, access),
      history: (minutes) => historyOf(its, access, minutes),
    }),
    start: () => observer.start(),
    stop: () => observer.stop(),
  }
}

const LONGEST_HISTORY_MINUTES = 360
const MINUTE_MS = 60_000

/** @throws GraphQLError BAD_USER_INPUT; FORBIDDEN for a viewer who may not read everything. */
function historyOf({ engine, lasting }: LiveSurroundings, access: Access, minutes: number): readonly object[] {
  if (!access.isUnrestricted) throw forbiddenTotals('activeCallHistory')
  if (minutes < 1 || minutes > LONGEST_HISTORY_MINUTES)
    throw badInput('minutes', `must be from 1 to ${LONGEST_HISTORY_MINUTES}`)
  const nowMs = lasting.now()
  const sources = engine.sources.all.filter((source) => listOf(source) !== null).map(({ name }) => name)
  return lasting.history.since(nowMs - minutes * MINUTE_MS, nowMs, sources).flatMap((sample) => {
    const source = engine.sources.find(sample.source)?.node
    const { atMs, state, total } = sample
    return source === undefined ? [] : [{ at: new Date(atMs).toISOString(), source, state, total }]
  })
}
