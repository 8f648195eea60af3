import { createHmac, hash } from 'node:crypto'
import type { Clock } from '../../async/clock.js'
import { WAITING_PER_SLOT } from '../../resilience/resilience.js'
import { noLoginExchange } from '../../transport/authentication/login-exchange.js'
import type { OnClusterEvent } from '../events.js'
import type { SharedSource, Sharing, SourceIdentity } from '../sharing.js'
import type { StoreAddress } from './connection.js'
import { ROW_FORMAT } from './row-format.js'
import { StoreSeal } from './seal.js'
import { SharedActionKeys } from './shared-action-keys.js'
import { SharedFailures } from './shared-failures.js'
import { SharedRequestsInProgress } from './shared-in-progress.js'
import { SharedLists } from './shared-lists.js'
import { SharedLogins } from './shared-logins.js'
import { SharedPace } from './shared-pace.js'
import { SharedActionRates, SharedRateBuckets } from './shared-rates.js'
import { SharedRefusals } from './shared-refusals.js'
import { SharedSlots } from './shared-slots.js'
import { SourceChannel, type SourceNames } from './source-channel.js'
import { Store } from './store.js'

// What instances share by way of a store, Valkey or Redis.

export interface ClusterOptions extends StoreAddress {
  readonly commandTimeoutMs: number
  readonly maxValueBytes: number
  /** Encrypts what is stored; null: it is not encrypted. */
  readonly encryptionKey: string | null
  /** Whether tokens of log-ins are shared; without an encryption key they are not. */
  readonly shareLogins: boolean
  /** The same secret in all instances: names and fingerprints are made with it. */
  readonly secret: string
  /** Of the program: another one may make other records of the same rows. */
  readonly version: string
}

export interface SharingParts {
  readonly clock: Clock
  readonly onEvent: OnClusterEvent
}

/** Opens the store. Resolves after the first try: while it is down, each instance works for itself. */
export async function openStoreSharing(options: ClusterOptions, parts: SharingParts): Promise<Sharing> {
  const { clock, onEvent } = parts
  const namespace = `tl:${fingerprint(options.secret, 'namespace').slice(0, 16)}`
  const seal = new StoreSeal(options.encryptionKey)
  const store = new Store({ ...options, namespace, onEvent })
  await store.open()
  return {
    source: (identity, limits) => openSource({ store, seal, options, parts }, identity, limits),
    keys: new SharedActionKeys(store, namespace, seal),
    actionRates: new SharedActionRates(store, namespace, () => clock.monotonicNow()),
    buckets: new SharedRateBuckets(store, namespace, () => clock.monotonicNow()),
    inProgress: new SharedRequestsInProgress(store, namespace),
    close: () => store.close(),
  }
}

interface Opened {
  readonly store: Store
  readonly seal: StoreSeal
  readonly options: ClusterOptions
  readonly parts: SharingParts
}

function openSource(
  { store, seal, options, parts: { clock, onEvent } }: Opened,
  identity: SourceIdentity,
  { maxConcurrency, requestsPerSecond }: Parameters<Sharing['source']>[1],
): SharedSource {
  const names = namesOf(identity, ROW_FORMAT, seal)
  const channel = new SourceChannel(store, names, seal, () => onEvent({ type: 'cluster-list', outcome: 'garbage' }))
  const { maxValueBytes, encryptionKey, shareLogins } = options
  const credentials = fingerprint(options.secret, identity.credentials).slice(0, 16)
  const monotonicNow = (): number => clock.monotonicNow()
  return {
    sharing: {
      lists: new SharedLists({ channel, clock, onEvent, maxValueBytes, maxTextBytes: identity.maxResponseBytes }),
      positionKey: positionKeyOf(identity, names, options),
      forget: () => channel.forget(),
      onForget: (listener) => channel.onForget(listener),
      close: () => channel.close(),
    },
    limits: {
      slots: new SharedSlots(channel, maxConcurrency, maxConcurrency * WAITING_PER_SLOT),
      pace: requestsPerSecond === null ? null : new SharedPace(channel, requestsPerSecond),
      failures: new SharedFailures(channel),
    },
    refusals: new SharedRefusals(channel, credentials, monotonicNow),
    logins:
      shareLogins && encryptionKey !== null
        ? new SharedLogins({ channel, source: identity.name, fingerprint: credentials, monotonicNow, onEvent })
        : noLoginExchange,
  }
}

/** The names of a source in the store; they hold no secret, and no URL in the clear. */
export function namesOf(
  { name, vendor, url, settings }: SourceIdentity,
  rowFormat: string,
  seal: StoreSeal,
): SourceNames {
  const source = [vendor, url, settings]
  return {
    rows: `tl:${shortHash([rowFormat, seal.fingerprint, ...source])}:{${name}}`,
    limits: `tl:${shortHash([seal.fingerprint, ...source])}:{${name}}`,
  }
}

/** The same where the same rows make the same records. */
export const positionKeyOf = (
  { maskedId }: SourceIdentity,
  { rows }: SourceNames,
  { secret, version }: Pick<ClusterOptions, 'secret' | 'version'>,
): string => fingerprint(secret, JSON.stringify(['positions', version, rows, maskedId]))

const shortHash = (parts: readonly unknown[]): string => hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 16)

const fingerprint = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('base64url')
