import type {
  AnyList,
  Declaration,
  DecodedPage,
  ListName,
  ListRequest,
  Lists,
  Lookup,
  Lookups,
  Row,
  StartDecoder,
  VendorRequest,
} from '../../../adapters/contract.js'
import type { Access } from '../../access/rights/access.js'
import { NOTHING } from '../../access/rights/grants.js'
import type { Source } from './source.js'

// Credentials in a vendor's rows. Unless a field that contains them is granted and selected, they are removed while the
// rows are decoded. So no cached or shared answer contains them, and the request can be shared like any other.

/** Fields that contain credentials, as `list.field`: they need the scope sip:credentials. */
export const GUARDED: ReadonlySet<string> = new Set(['sipAccounts.password'])
const NONE: ReadonlySet<string> = new Set()

/** Fields that a principal is not granted at a source, as `list.field`: one of two sets, by identity. */
export const withheldFrom = (access: Access, source: string): ReadonlySet<string> =>
  access.rightsTo('sip:credentials', source) === NOTHING ? GUARDED : NONE

/**
 * The source's declaration; with credentials in the rows of this list if one of the needed fields is read from them.
 */
export function declarationFor(source: Source, list: ListName, needed: ReadonlySet<string>): Declaration {
  const declared: AnyList | undefined = source.withSecrets.lists[list]
  const { secrets = [] } = declared ?? {}
  const isSecret = (field: string): boolean =>
    declared?.fields[field]?.from.some((name) => secrets.includes(name)) === true
  return secrets.length > 0 && [...needed].some(isSecret) ? source.withSecrets : source.declaration
}

/** Those of the fields that are granted: nothing is requested from a vendor for the others. */
export const grantedOf = (
  withheld: ReadonlySet<string>,
  list: ListName,
  fields: Iterable<string>,
): ReadonlySet<string> => new Set([...fields].filter((field) => !withheld.has(`${list}.${field}`)))

/**
 * The same declaration with decoders that remove credentials from rows. Made once per source, because shared answers
 * are distinguished by their decoder.
 */
export function withoutSecrets(declaration: Declaration): Declaration {
  const { lists, lookups } = declaration
  return { ...declaration, lists: listsWithout(lists), lookups: lookupsWithout(lookups, lists) }
}

const listsWithout = ({ calls, sessions, sipAccounts, activeCalls, customers }: Lists): Lists => ({
  ...(calls === undefined ? {} : { calls: listWithout(calls) }),
  ...(sessions === undefined ? {} : { sessions: listWithout(sessions) }),
  ...(sipAccounts === undefined ? {} : { sipAccounts: listWithout(sipAccounts) }),
  ...(activeCalls === undefined ? {} : { activeCalls: listWithout(activeCalls) }),
  ...(customers === undefined ? {} : { customers: listWithout(customers) }),
})

function listWithout<List extends AnyList>(list: List): List {
  const { secrets = [], decode } = list
  if (secrets.length === 0) return list
  const drop = dropper(secrets)
  const dropAll = (page: DecodedPage): DecodedPage => {
    page.rows.forEach(drop)
    return page
  }
  return {
    ...list,
    request: (ask: ListRequest<object>) => toShared(list.request(ask)),
    decode: thenDo(decode, dropAll),
  }
}

function lookupsWithout({ call, session, sipAccount, customer }: Lookups, lists: Lists): Lookups {
  return {
    ...(call === undefined ? {} : { call: lookupWithout(call, lists) }),
    ...(session === undefined ? {} : { session: lookupWithout(session, lists) }),
    ...(sipAccount === undefined ? {} : { sipAccount: lookupWithout(sipAccount, lists) }),
    ...(customer === undefined ? {} : { customer: lookupWithout(customer, lists) }),
  }
}

function lookupWithout<Name extends ListName>(lookup: Lookup<Name>, lists: Lists): Lookup<Name> {
  const { secrets = [] } = lists[lookup.list] ?? {}
  if (secrets.length === 0) return lookup
  const drop = dropper(secrets)
  const dropOf = (row: Row | null): Row | null => {
    if (row !== null) drop(row)
    return row
  }
  return { ...lookup, request: (nativeId) => toShared(lookup.request(nativeId)), decode: thenDo(lookup.decode, dropOf) }
}

const toShared = (request: VendorRequest): VendorRequest => ({ ...request, confidential: false })

/** Sets the fields to null in place, before the row is passed on: deleting a property makes objects slow in V8. */
function dropper(secrets: readonly string[]): (row: Row) => void {
  const nothing = Object.fromEntries(secrets.map((name) => [name, null]))
  return (row) => {
    if (secrets.some((name) => Object.hasOwn(row, name))) Object.assign(row, nothing)
  }
}

const thenDo =
  <Result>(start: StartDecoder<Result>, change: (result: Result) => Result): StartDecoder<Result> =>
  (head) => {
    const decoder = start(head)
    return { ...decoder, write: (text) => decoder.write(text), end: () => change(decoder.end()) }
  }
