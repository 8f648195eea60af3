import type { AnyList, Declaration, ListName } from '../../../adapters/contract.js'
import type { Operation, Support } from '../../../schema/enums.js'
import type { Capability } from '../../../schema/source.js'
import { mostInside } from '../../plan/slices.js'

const OPERATION_OF_LIST: Readonly<Record<ListName, Operation>> = {
  calls: 'CALLS',
  sessions: 'SESSIONS',
  sipAccounts: 'SIP_ACCOUNTS',
  activeCalls: 'ACTIVE_CALLS',
  customers: 'CUSTOMERS',
}

function maxPageSizeOf({ paging }: AnyList): number | null {
  if (paging.style === 'slices') {
    const most = mostInside(paging.inside)
    return most === Infinity ? null : most
  }
  if (paging.style === 'snapshot') return null
  return paging.style === 'page' ? paging.maxPageSize : paging.maxLimit
}

/** How a source with this declaration supports each operation. */
export function capabilitiesOf({ lists, lookups, control, activeCallStats }: Declaration): Capability[] {
  const ofList = (name: ListName): Capability => {
    const list: AnyList | undefined = lists[name]
    return {
      operation: OPERATION_OF_LIST[name],
      support: list?.support ?? 'UNSUPPORTED',
      maxPageSize: list === undefined ? null : maxPageSizeOf(list),
    }
  }
  const other = (operation: Operation, support: Support): Capability => ({ operation, support, maxPageSize: null })
  const native = (declared: object | undefined): Support => (declared === undefined ? 'UNSUPPORTED' : 'NATIVE')
  const counted = lists.activeCalls === undefined ? 'UNSUPPORTED' : 'EMULATED'
  return [
    ofList('calls'),
    ofList('sessions'),
    ofList('sipAccounts'),
    ofList('activeCalls'),
    ofList('customers'),
    other('ACTIVE_CALL_STATS', activeCallStats === undefined ? counted : 'NATIVE'),
    other('GET_CALL', lookups.call === undefined ? 'UNSUPPORTED' : (lists.calls?.support ?? 'NATIVE')),
    other('GET_SESSION', native(lookups.session)),
    other('GET_CUSTOMER', native(lookups.customer)),
    other('MAKE_CALL', native(control.makeCall)),
    other('DISCONNECT_CALL', native(control.disconnectCall)),
    other('DISCONNECT_ACCOUNT', native(control.disconnectAccount)),
    other('DISCONNECT_CUSTOMER', native(control.disconnectCustomer)),
  ]
}
