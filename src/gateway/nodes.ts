import { failureOf } from '../engine/source/failures.js'
import { type GlobalId, parseGlobalId } from '../engine/source/global-id.js'
import type { RecordView } from '../engine/source/records.js'
import type { GraphContext } from '../graphql/context.js'
import { sourceFieldError } from '../graphql/source-field-error.js'

/** Nodes by global id, whose failures are errors of fields. */
export const nodesFrom = (read: (id: GlobalId) => Promise<RecordView | null>): GraphContext['nodes'] => ({
  async load(text) {
    const id = parseGlobalId(text)
    if (id === null) return null
    return read(id).catch((error: unknown) => {
      throw sourceFieldError(failureOf(error), id.source)
    })
  },
})
