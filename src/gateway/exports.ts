import { GraphQLError, type GraphQLSchema } from 'graphql'
import type { Access } from '../access/rights/access.js'
import { NOTHING } from '../access/rights/grants.js'
import { narrowReads } from '../access/rights/narrow-reads.js'
import type { Configuration } from '../config/schema.js'
import { ListWalk } from '../engine/page/list-walk.js'
import { csv } from '../export/csv.js'
import { ndjson } from '../export/ndjson.js'
import type { ExportFormat } from '../export/row-writer.js'
import type { GraphContext } from '../graphql/context.js'
import { exportOperation, fieldsRead } from '../graphql/export/export-query.js'
import { exportText } from '../graphql/export/export-text.js'
import { type ExportedList, exportedLists } from '../graphql/export/exported-lists.js'
import { type ExportArguments, openArguments, readParameters } from '../graphql/export/parameters.js'
import type { Exports } from '../server/export/export-route.js'
import type { ContextRequest } from '../server/http/context-request.js'
import type { OperationWatch } from '../telemetry/operation-watch.js'
import { RequestContext, type SharedParts } from './request-context.js'
import { isDeadline } from './request-deadline.js'

// Exports: connects the route of the server to the lists of the engine.

export interface ExportParts {
  readonly schema: GraphQLSchema
  /** What contexts share. */
  readonly shared: SharedParts
  readonly follow: (headers: ContextRequest['headers']) => OperationWatch
  readonly limits: Configuration['server']['export']
}

export const EXPORT_FORMATS: readonly ExportFormat[] = [csv, ndjson]

/** An export holds about as many records at once as a page of this size. */
const RECORDS_AT_ONCE = 1000

/** What the gateway exports: every root list in every format. */
export function createExports({ schema, shared, follow, limits }: ExportParts): Exports<GraphContext> {
  const { engine } = shared
  const pageSize = Math.min(RECORDS_AT_ONCE, engine.limits.maxPageSize)
  const files = new Map<string, { readonly list: ExportedList; readonly format: ExportFormat }>(
    [...exportedLists(schema).values()].flatMap((list) =>
      EXPORT_FORMATS.map((format) => [`${list.name}.${format.extension}`, { list, format }] as const),
    ),
  )
  const narrowed = new NarrowedRights()
  const ownShared = {
    ...shared,
    offersPlans: false,
    server: { ...shared.server, deadlineMs: limits.maxSeconds * 1000 },
  }

  function pieces(context: GraphContext, list: ExportedList, format: ExportFormat, given: ExportArguments) {
    const args = openArguments(list, given, context)
    // The limits of one request do not apply.
    const { budget: _budget, ...callContext } = context.callContext
    const { slices } = context
    const walk = new ListWalk(context.engine, list.name, args, { fields: fieldsRead(given.columns) }, callContext)
    const { signal } = callContext
    return exportText({
      walk,
      writer: format.write(given.columns),
      maxRows: limits.maxRows,
      signal,
      isDeadline,
      slices,
    })
  }

  return {
    files: [...files.keys()],
    mostAtOnce: limits.concurrent,
    prepare(file, query, { principal }) {
      const found = files.get(file)
      if (found === undefined || principal === null) throw new Error(`${file} cannot be exported`)
      requireExport(principal.access, engine.sources.all)
      const { list, format } = found
      const given = readParameters(list, query)
      const { name, parts, variables } = exportOperation(schema, list, given, pageSize)
      return {
        operation: { parts, operationName: name, inputs: variables, variables, hasOwnLimits: true },
        contentType: format.contentType,
        context: (request) => new RequestContext(ownShared, narrowed.of(request), follow(request.headers)),
        pieces: (context) => pieces(context, list, format, given),
      }
    },
  }
}

/** @throws GraphQLError FORBIDDEN for somebody who may export nothing of any source. */
function requireExport(access: Access, sources: readonly { readonly name: string }[]): void {
  if (sources.some(({ name }) => access.rightsTo('export', name) !== NOTHING)) return
  throw new GraphQLError('An export needs the scope export, which is not granted', {
    extensions: { code: 'FORBIDDEN', scope: 'export' },
  })
}

/** Requests whose rights read only the rows that may be exported. What is cached for rights is found by their identity. */
class NarrowedRights {
  readonly #known = new WeakMap<Access, Access>()

  of({ headers, client, signal, principal }: ContextRequest): ContextRequest {
    if (principal == null) throw new Error('an export without a principal must not reach its context')
    const access = this.#known.get(principal.access) ?? narrowReads(principal.access, 'export')
    this.#known.set(principal.access, access)
    return { headers, client, signal, principal: { ...principal, access } }
  }
}
