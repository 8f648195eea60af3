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
  if (declared !== undefined && declared.support !== 'UNSUPPORTED') return declared
  const reason = declared?.unavailable?.({}) ?? null
  throw unsupported(reason === null ? `${node.title} has no list of ${list}` : `${node.title}: ${reason}`)
}

/**
 * @param filters those that the vendor is asked with.
 * @throws SourceFailure UNSUPPORTED when the vendor can list nothing under one of them.
 */
export function checkAvailable({ node }: Pick<Source, 'node'>, list: AnyList, filters: readonly object[]): void {
  for (const filter of filters) {
    const reason = list.unavailable?.(filter) ?? null
    if (reason !== null) throw unsupported(`${node.title}: ${reason}`)
  }
}

/**
 * The source's failure that an error means.
 * @throws the error itself when it is not a source's failure but a bug.
 */
export function failureOf(error: unknown): SourceFailure {
  if (error instanceof SourceFailure) return error
  // An adapter refuses an argument before anything is sent.
  if (error instanceof VendorFault) return new SourceFailure(error.code, error.message)
  if (error instanceof OrderBroken) return new SourceFailure('PROTOCOL', error.message)
  throw error
}

/**
 * The error of a field when no source that was queried answered, or a required one did not. It contains every report.
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
