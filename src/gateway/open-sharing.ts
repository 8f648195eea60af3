import { Secret } from '../../adapters/values/secret.js'
import type { Clock } from '../async/clock.js'
import type { OnClusterEvent } from '../cluster/events.js'
import { inProcessSharing } from '../cluster/in-process.js'
import type { Sharing, SourceIdentity } from '../cluster/sharing.js'
import type { StoreAddress } from '../cluster/store/connection.js'
import { openStoreSharing } from '../cluster/store/store-sharing.js'
import type { ClusterSettings } from '../config/cluster-settings.js'
import type { Configuration, SourceConfiguration } from '../config/schema.js'
import type { IdSeal } from '../engine/source/id-seal.js'

// What instances of the gateway share, by the key `cluster` of the configuration.

/** Opens the store of the cluster; without the key, everything stays in this process. */
export async function openSharing(
  { cluster, server }: Pick<Configuration, 'cluster' | 'server'>,
  version: string,
  clock: Clock,
  onEvent: OnClusterEvent,
): Promise<Sharing> {
  const secret = server.cursorKeys?.at(-1)?.reveal()
  if (cluster === null || secret === undefined) return inProcessSharing(() => clock.monotonicNow())
  const { commandTimeout, maxValueBytes, shareLogins, encryptionKey } = cluster
  const options = {
    ...{ ...storeAddressOf(cluster), commandTimeoutMs: commandTimeout, maxValueBytes, shareLogins, secret, version },
    encryptionKey: encryptionKey?.reveal() ?? null,
  }
  return openStoreSharing(options, { clock, onEvent })
}

/** How to reach the store. */
export const storeAddressOf = ({ url, password, tls }: ClusterSettings): StoreAddress => ({
  url,
  password: password?.reveal(),
  tls,
})

/** What distinguishes a source from others in the store. */
export function identityOf(
  { name, adapter, common, settings }: SourceConfiguration,
  idSeal: IdSeal | undefined,
): SourceIdentity {
  const parsed = adapter.settings.safeParse(settings)
  return {
    name,
    vendor: adapter.vendor,
    url: common.url,
    // Secrets are left out when the settings are written as JSON.
    settings: parsed.success ? JSON.parse(JSON.stringify(parsed.data)) : null,
    maskedId: idSeal?.seal('') ?? '',
    credentials: JSON.stringify([settings], revealed),
    maxResponseBytes: common.maxResponseBytes,
  }
}

/** Of the holder, as the value has been written as JSON already. */
function revealed(this: object, key: string, value: unknown): unknown {
  const given: unknown = Reflect.get(this, key)
  return given instanceof Secret ? given.reveal() : value
}
