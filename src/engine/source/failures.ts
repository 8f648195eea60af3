import { GraphQLError } from 'graphql'
import { type AnyList, type ListName, VendorFault } from '../../../adapters/contract.js'
import type { SourceReport } from '../../../schema/source.js'
import { SourceFailure } from '../../errors/source-failure.js'
import { OrderBroken } from '../../plan/locate.js'
import type { Source } from './source.js'

/** The vendor has no such list, or cannot apply the filter. */
export const unsupported = (message: string): SourceFailure => new SourceFailure('UNSUPPORTED', message)

/** @throws SourceFailure UNSUPPORTED when the source has no such list. */
export function requireList({ declaration, node }: Pick<Source, 'declaration' | 'node'>, list: ListName): AnyList {
  const declared: AnyList | undefined = declaration.lists[list]
  if (declared === undefined) throw unsupported(`${node.title} has no list of ${list}`)
  return declared
}

/**
 * What went wrong at a source.
 * @throws the error itself when it is no trouble of a source's but a bug of ours.
 */
export function failureOf(error: unknown): SourceFailure {
  if (error instanceof SourceFailure) return error
  // An adapter refuses an argument before anything is sent.
  if (error instanceof VendorFault) return new SourceFailure(error.code, error.message)
  if (error instanceof OrderBroken) return new SourceFailure('PROTOCOL', error.message)
  throw error
}

/**
 * No source that was asked has answered, or not all that are required: a field's error, with every report.
 * @param required the names of sources that must answer and have not, whatever the reason; otherwise those that failed.
 */
export function sourcesFailed(reports: readonly SourceReport[], required: readonly string[] = []): GraphQLError {
  const isMissing = ({ source, status }: SourceReport): boolean => status === 'FAILED' || required.includes(source.name)
  const missing = reports.filter(isMissing)
  const names = missing.map(({ source, error }) => `${source.name} (${error?.code ?? 'UNAVAILABLE'})`).join(', ')
  return new GraphQLError(`no answer from ${names}`, {
    extensions: {
      code: 'SOURCES_FAILED',
      sources: reports.map(({ source, status, error }) => ({ source: source.name, status, error })),
    },
  })
}
