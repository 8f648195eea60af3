import { GraphQLError } from 'graphql'
import type { Controls } from '../../../adapters/contract.js'
import type { Access } from '../../access/rights/access.js'
import type { SourceScope } from '../../access/rights/scopes.js'
import type { Source } from '../source/source.js'

const SCOPE_OF: Readonly<Record<keyof Controls, SourceScope>> = {
  disconnectCall: 'control:disconnect',
  disconnectAccount: 'control:disconnect-bulk',
  disconnectCustomer: 'control:disconnect-bulk',
  makeCall: 'control:make',
}

/** Which calls of a source may be acted on: every one, or only those of some customers. */
export type Reach = 'every-call' | 'own-calls'

/**
 * What somebody may act on at a source.
 * @throws GraphQLError FORBIDDEN where the right is missing, does not reach far enough, or the configuration of the
 * source does not allow control.
 */
export function reachOf(access: Access, source: Source, operation: keyof Controls): Reach {
  const scope = SCOPE_OF[operation]
  const { everyone, customers } = access.rightsTo(scope, source.name)
  if (everyone === null) {
    if (customers.size === 0) throw forbidden(source, `${operation} needs the right ${scope}`)
    // The vendor decides which calls a bulk action ends, and nothing says whose a new call would be.
    if (operation !== 'disconnectCall')
      throw forbidden(source, `${operation} is not possible with rights that are limited to customers`)
  }
  if (!source.options.control)
    throw forbidden(source, `its configuration does not allow control (sources.${source.name}.control: true)`)
  return everyone === null ? 'own-calls' : 'every-call'
}

export const forbidden = (source: Source, message: string): GraphQLError =>
  new GraphQLError(`${source.name}: ${message}`, { extensions: { code: 'FORBIDDEN', source: source.name } })
