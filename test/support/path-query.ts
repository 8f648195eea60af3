// Paths through the graph as the list of documents writes them, such as `calls(filter: { … }).nodes.caller.number`.

import { toGlobalId } from '../../src/engine/source/global-id.js'

interface Path {
  readonly root: string
  readonly args: string
  readonly fields: readonly string[]
}

function parsePath(path: string): Path {
  const [, root, args = '', fields = ''] = /^(\w+)(?:\((.*)\))?((?:\.\w+)*)$/s.exec(path) ?? []
  if (root === undefined) throw new Error(`${path} is not a path`)
  return { root, args, fields: fields.split('.').slice(1) }
}

/** `a { b { c } }` */
const nested = (fields: readonly string[]): string =>
  fields.reduceRight((inner, field) => (inner === '' ? field : `${field} { ${inner} }`), '')

/**
 * The query that reads a path at one source; a list is one of records. `node(id: "Call RN…")` is the call with this
 * native id at the source, and `node(id: "Customer 7")` the customer.
 * @param also a field that is selected beside it, of every record.
 */
export function toQuery(path: string, source: string, also = 'id'): string {
  const { root, args, fields } = parsePath(path)
  if (root === 'node') {
    const [, type = '', nativeId = ''] = /"(Call|Customer) (\w+)"/.exec(args) ?? []
    const id = JSON.stringify(toGlobalId(type === 'Customer' ? type : 'Call', source, nativeId))
    return `{ node(id: ${id}) { id ... on ${type} { also: ${also} ${nested(fields)} } } }`
  }
  const [, ...ofRecord] = fields
  return `{ ${root}(sources: ["${source}"], first: 1, ${args}) { nodes { also: ${also} ${nested(ofRecord)} } } }`
}

/** What is at a path of the data; of lists, a list of what is there in each item. */
export function valueAt(data: unknown, path: string): unknown {
  const { root, fields } = parsePath(path)
  return [root, ...fields].reduce(step, data)
}

function step(value: unknown, field: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => step(item, field))
  return typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined
}
