import { COST_FIELDS } from '../../../schema/field-masks.js'
import type { Scope, SourceScope } from './scopes.js'

// Which right it takes to select a field. One table: the check of operations, the directives of the federated graph, the
// documentation and the tests read it. A guard names fields of the graph that should be in it and are not.

/**
 * How a right is enforced where it is missing.
 * operation: an operation that selects the field is refused as a whole, before it is executed, by a principal who has the
 *   right on no source. Sources on which it is missing contribute nothing.
 * everywhere: the same for a principal who lacks it on any visible source; where `of` is given, for any record that `of` shows.
 * field: the field is null, with an error on its path.
 * value: the field has a value that discloses nothing.
 * action: the action is refused when it is attempted, so that it has a line in the audit.
 */
type Enforcement = 'operation' | 'everywhere' | 'field' | 'value' | 'action'

export interface FieldScope {
  readonly scope: Scope
  readonly enforced: Enforcement
  /** The right by which the records of the field are read, for a right to fields of records. */
  readonly of?: SourceScope
  /** Whether the field finds records by a phone number, which must then not be masked. */
  readonly byNumber?: true
}

const needs = <Name extends Scope>(scope: Name): FieldScope & { readonly scope: Name } => ({
  scope,
  enforced: 'operation',
})
const byNumber = <Name extends SourceScope>(scope: Name): FieldScope & { readonly scope: Name } => ({
  ...needs(scope),
  byNumber: true,
})
const everywhere = (scope: Scope): FieldScope => ({ scope, enforced: 'everywhere' })
/** A right to fields of records that another right shows. */
const onAll = (scope: SourceScope, of: SourceScope): FieldScope => ({ scope, enforced: 'everywhere', of })
/** Sums over records that statistics are made of, and the right to the same field of each record. */
const statsFields = (names: readonly string[], scope: SourceScope): Readonly<Record<string, FieldScope>> =>
  Object.fromEntries(
    ['CallStats', 'CallStatsGroup'].flatMap((type) =>
      names.map((name) => [`${type}.${name}`, onAll(scope, 'stats:read')] as const),
    ),
  )
const action = (scope: Scope): FieldScope => ({ scope, enforced: 'action' })

/** By `Type.field`. */
export const FIELD_SCOPES: Readonly<Record<string, FieldScope>> = {
  'Query.calls': needs('calls:read'),
  'Query.sessions': needs('sessions:read'),
  'Query.sipAccounts': needs('accounts:read'),
  'Query.activeCalls': needs('active:read'),
  'Query.customer': needs('customers:read'),
  'Query.customers': needs('customers:read'),
  'Query.sources': needs('sources:read'),
  'Query.callTrace': needs('trace:read'),
  'Query.activeCallStats': needs('stats:read'),
  'Query.callStats': needs('stats:read'),
  'Query.activeCallHistory': needs('stats:read'),
  'Query.__schema': needs('schema:read'),
  'Query.__type': needs('schema:read'),
  'Query._service': needs('schema:read'),

  'Call.parentCall': needs('calls:read'),
  'Call.childCalls': needs('calls:read'),
  'Call.session': needs('sessions:read'),
  ...Object.fromEntries(COST_FIELDS.map((path) => [path, onAll('costs:read', 'calls:read')])),
  ...statsFields(['price'], 'calls:read'),
  ...statsFields(['cost', 'margin'], 'costs:read'),
  'CallStatsGroup.carrier': onAll('costs:read', 'stats:read'),
  'Call.trace': needs('trace:read'),
  'Session.relatedSession': needs('sessions:read'),
  'Session.sourceVoiceAccount': needs('accounts:read'),
  'Session.trace': needs('trace:read'),
  'ActiveCall.session': needs('sessions:read'),
  'ActiveCall.call': needs('calls:read'),
  'ActiveCall.trace': needs('trace:read'),
  'SipAccount.parentSipAccount': needs('accounts:read'),
  'SipAccount.sessions': needs('sessions:read'),
  'SipAccount.password': { scope: 'sip:credentials', enforced: 'field' },
  'Customer.sipAccounts': needs('accounts:read'),
  'Customer.sessions': needs('sessions:read'),
  'Customer.activeCalls': needs('active:read'),
  'Customer.calls': needs('calls:read'),
  'Customer.status': needs('customers:read'),
  'Customer.vendorStatus': needs('customers:read'),
  'Customer.login': needs('customers:read'),
  'Customer.description': needs('customers:read'),
  'Customer.balance': needs('customers:read'),
  'Customer.baseCurrency': needs('customers:read'),
  'Customer.parent': needs('customers:read'),
  'PhoneNumber.calls': byNumber('calls:read'),
  'PhoneNumber.sessions': byNumber('sessions:read'),
  'PhoneNumber.activeCalls': byNumber('active:read'),
  'PhoneNumber.sipAccounts': byNumber('accounts:read'),
  'Source.health': everywhere('sources:read'),
  'Source.capabilities': everywhere('sources:read'),
  'SourceReport.requests': { scope: 'explain', enforced: 'value' },

  'Subscription.activeCallUpdates': needs('active:read'),
  'Subscription.activeCallStats': needs('stats:read'),
  'Subscription.sourceHealth': needs('sources:read'),

  'Mutation.makeCall': action('control:make'),
  'Mutation.disconnectCall': action('control:disconnect'),
  'Mutation.disconnectAccount': action('control:disconnect-bulk'),
  'Mutation.disconnectCustomer': action('control:disconnect-bulk'),
}

/** Which right it takes to use a value of an enum as an argument, by `Enum.VALUE`; enforced as for the field. */
export const VALUE_SCOPES: Readonly<Record<string, FieldScope>> = {
  'CallGrouping.CARRIER': onAll('costs:read', 'stats:read'),
}

/** Fields that lead to records without a right of their own: what they return is decided record by record. */
export const OPEN_FIELDS: Readonly<Record<string, string>> = {
  'Query.node': 'a record that is not visible is null, like one that does not exist',
  'Query.nodes': 'records that are not visible are null, like those that do not exist',
  'Query._entities': 'records that are not visible are null, like those that do not exist',
  'Query.phoneNumber': 'it repeats the number that it is given; its lists need the rights to them',
  'ActiveCallUpdate.started': 'the subscription needs the right, and has rows that it shows only',
  'ActiveCallUpdate.changed': 'the subscription needs the right, and has rows that it shows only',
  'StatsUpdate.stats': 'the subscription needs the right, and counts rows that it shows only',
  'MakeCallPayload.calls': 'the calls that the principal has placed',
}
