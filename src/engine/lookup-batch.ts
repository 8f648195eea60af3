// Many records at once, each by its id: SIP accounts from one list, where that is cheaper, and all others one by one.

import type { AnyList } from '../../adapters/contract.js'
import { explainAsked } from './explain.js'
import type { GlobalId } from './global-id.js'
import type { ListEngine } from './list.js'
import { lookUp } from './lookup.js'
import type { RecordView } from './records.js'
import type { AskedRequest, Asking, Source } from './source.js'

/** Up to so many accounts are asked for each by itself: small answers beat the whole list. */
const FEW_ACCOUNTS = 4

type Accounts = ReadonlyMap<string, RecordView>

/**
 * Fetches records side by side; where one of them cannot be had, the others can.
 * @param ids null is the id of nothing.
 * @returns in the order of the ids; null where the source says that there is no such record.
 */
export function lookUpAll(
  engine: ListEngine,
  ids: readonly (GlobalId | null)[],
  asking: Asking,
): readonly Promise<RecordView | null>[] {
  const lists = new Map(engine.sources.map((source) => [source.name, startList(engine, source, ids, asking)]))
  return ids.map(async (id) => {
    if (id === null) return null
    const accounts = id.type === 'SipAccount' ? await lists.get(id.source) : null
    return accounts?.get(id.nativeId) ?? lookUp(engine, id, asking)
  })
}

/** The accounts of all customers of a source; null where it has no such list, or it would be too much. */
function startList(
  engine: ListEngine,
  source: Source,
  ids: readonly (GlobalId | null)[],
  asking: Asking,
): Promise<Accounts> | null {
  const declaration: AnyList | undefined = source.declaration.lists.sipAccounts
  const own = ids.filter((id) => id?.type === 'SipAccount' && id.source === source.name)
  const wanted = new Set(own.map((id) => id?.nativeId))
  if (declaration?.coversAllCustomers !== true || wanted.size <= FEW_ACCOUNTS) return null
  const accounts = readAccounts(engine, source, declaration, asking)
  // Whoever waits for an account hears of a failure.
  accounts.catch(() => undefined)
  return accounts
}

async function readAccounts(engine: ListEngine, source: Source, declaration: AnyList, asking: Asking): Promise<Accounts> {
  // A lookup gives the full form, too.
  const asked = { list: 'sipAccounts', declaration, pushed: {}, order: 'NATIVE_ID', detail: 'full' } as const
  const requests: AskedRequest[] = []
  const tracing = { ...asking, trace: (request: AskedRequest) => void requests.push(request) }
  const { entries, fetchedAtMs } = await engine.memory.wholeList(source, asked, tracing)
  const plan = explainAsked(source.name, requests, { residual: ['id'], rowsRead: entries.length })
  asking.explain?.({ list: 'sipAccounts', sources: [plan] })
  const make = source.records.sipAccounts
  return new Map(
    entries.flatMap(({ nativeId, row }) => (make === undefined ? [] : [[nativeId, make(row, fetchedAtMs)] as const])),
  )
}
