import type { AnyList, Declaration, ListName, Row, StartDecoder, VendorRequest } from '../../adapters/contract.js'
import type { ObservedFault } from '../../adapters/wire/faults.js'
import type { Golden } from './golden.js'

export interface DeclaredList {
  readonly name: ListName
  readonly list: AnyList
}
/** Every list that a declaration has; without those whose records are only fetched by id. */
export function listsOf({ lists }: Declaration): readonly DeclaredList[] {
  const { calls, sessions, sipAccounts, activeCalls, customers } = lists
  const all: Readonly<Record<ListName, AnyList | undefined>> = { calls, sessions, sipAccounts, activeCalls, customers }
  const names: readonly ListName[] = ['calls', 'sessions', 'sipAccounts', 'activeCalls', 'customers']
  return names.flatMap((name) => {
    const list = all[name]
    return list === undefined || list.support === 'UNSUPPORTED' ? [] : [{ name, list }]
  })
}

/** Any request to a vendor other than for a list: a lookup, a control, the statistics. */
export interface DeclaredOperation {
  readonly name: string
  readonly kind: 'lookup' | 'control' | 'stats'
  /** The argument is what the goldens say it is: the compiler has checked it there, or the request refuses it. */
  request(argument: unknown): VendorRequest
  readonly decode: StartDecoder<unknown>
  /** What an answer with an error status is when it is no fault; undefined when it is one. */
  readonly outcomeOf: (fault: ObservedFault) => unknown
  /** For a lookup: adds the id, where the row lacks it. */
  readonly completeRow?: (row: Row, nativeId: string) => Row
  /** For a lookup: the list whose record the row is. */
  readonly list?: AnyList
}

interface AnyLookup {
  request(argument: unknown): VendorRequest
  readonly decode: StartDecoder<Row | null>
  readonly notFound: (fault: ObservedFault) => boolean
  readonly completeRow?: (row: Row, nativeId: string) => Row
}
interface AnyControl {
  request(argument: unknown): VendorRequest
  readonly decode: StartDecoder<unknown>
  readonly outcomeOfError?: (fault: ObservedFault) => unknown
}

const toLookup = (name: string, lookup: AnyLookup | undefined, list: AnyList | undefined): DeclaredOperation[] =>
  lookup === undefined
    ? []
    : [
        {
          name: `lookup ${name}`,
          kind: 'lookup',
          request: (argument) => lookup.request(argument),
          decode: lookup.decode,
          outcomeOf: (fault) => (lookup.notFound(fault) ? null : undefined),
          ...(list === undefined ? {} : { list }),
          ...(lookup.completeRow === undefined ? {} : { completeRow: lookup.completeRow }),
        },
      ]

const toControl = (name: string, control: AnyControl | undefined): DeclaredOperation[] =>
  control === undefined
    ? []
    : [
        {
          name: `control ${name}`,
          kind: 'control',
          request: (argument) => control.request(argument),
          decode: control.decode,
          outcomeOf: (fault) => control.outcomeOfError?.(fault) ?? undefined,
        },
      ]

/** Every lookup and control that a declaration has, and its statistics. */
export function operationsOf({ lists, lookups, control, activeCallStats }: Declaration): readonly DeclaredOperation[] {
  const stats: DeclaredOperation[] =
    activeCallStats === undefined
      ? []
      : [
          {
            name: 'stats',
            kind: 'stats',
            request: () => activeCallStats.request(),
            decode: activeCallStats.decode,
            outcomeOf: () => undefined,
          },
        ]
  return [
    ...toLookup('call', lookups.call, lists.calls),
    ...toLookup('session', lookups.session, lists.sessions),
    ...toLookup('sipAccount', lookups.sipAccount, lists.sipAccounts),
    ...toLookup('customer', lookups.customer, lists.customers),
    ...toControl('makeCall', control.makeCall),
    ...toControl('disconnectCall', control.disconnectCall),
    ...toControl('disconnectAccount', control.disconnectAccount),
    ...toControl('disconnectCustomer', control.disconnectCustomer),
    ...stats,
  ]
}

/** The name of what a golden exchanges, as `listsOf` (behind `list `) and `operationsOf` name it. */
export function exchangeName({ exchange }: Golden): string {
  if ('list' in exchange) return `list ${exchange.list}`
  if ('lookup' in exchange) return `lookup ${exchange.lookup}`
  return 'control' in exchange ? `control ${exchange.control}` : 'stats'
}

/** What a golden passes to the request of its operation; nothing for a list or statistics. */
export function argumentOf({ exchange }: Golden): unknown {
  if ('lookup' in exchange) return exchange.nativeId
  return 'control' in exchange ? exchange.argument : undefined
}
