import type { ListName } from '../../../adapters/contract.js'

// What is exported unless the client chooses: what every vendor reports. None of it needs a right beyond that to the list,
// none costs further requests, and of what can be masked there are only the numbers of the parties.

const PARTIES = ['direction', 'caller.number', 'caller.e164', 'callee.number', 'callee.e164']
const BALANCE = ['balance.kind', 'balance.amount.amount', 'balance.amount.currency', 'balance.asOf']
const CUSTOMER = ['customer.nativeId', 'customer.name']

/** By list, in the order of the file. */
export const DEFAULT_COLUMNS: Readonly<Record<ListName, readonly string[]>> = {
  calls: [
    ...['source.name', 'nativeId', 'startedAt', 'answeredAt', 'endedAt', ...PARTIES, 'status', 'durationSeconds'],
    ...['billedDurationSeconds', 'rating', 'price.amount', 'price.currency', 'accountId', ...CUSTOMER],
    ...['destination.country', 'disconnectCause.system', 'disconnectCause.code', 'disconnectCause.text'],
  ],
  sessions: [
    ...['source.name', 'nativeId', 'startedAt', 'answeredAt', 'endedAt', ...PARTIES, 'durationSeconds', 'endedReason'],
    ...['endedBy', 'sourceVoiceAccountId', 'sourceCustomer.nativeId', 'sourceCustomer.name'],
    ...['destinationCustomer.nativeId', 'destinationCustomer.name'],
  ],
  sipAccounts: ['source.name', 'nativeId', 'name', 'type', 'active', 'status', 'connection', 'numbers', ...CUSTOMER],
  activeCalls: [
    ...['source.name', 'nativeId', 'startedAt', 'answeredAt', ...PARTIES, 'state', 'durationSeconds'],
    ...['accountId', ...CUSTOMER],
  ],
  customers: ['source.name', 'nativeId', 'name', 'status', 'parent.nativeId', ...BALANCE],
}
