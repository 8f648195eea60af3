import {
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql'
import { collectFields, type OperationParts, type Variables } from '../execution/collect.js'
import { type ListSize, listArgumentOf, type PageSizes, pageOf } from './page-size.js'
import { assumedItems, leafBytes, MEMBER_BYTES, OBJECT_BYTES } from './sizes.js'

// Estimates what an operation may cost from its document and variables alone: every list is assumed to be full.

/** The list whose size multiplies the most. */
export interface Place extends ListSize {
  /** Response keys from the root of the operation. */
  readonly path: readonly string[]
}

/** The most that an operation can cost, unless the data has longer lists than `sizes.ts` assumes. */
export interface Cost {
  /** Items of all lists of objects in the answer. */
  readonly records: number
  /** Lists with pages, before batching. */
  readonly lists: number
  /** Of the answer; an average where values are text. */
  readonly bytes: number
  /** References of the longest `_entities`. */
  readonly representations: number
  /** Null where no argument bounds a list. */
  readonly place: Place | null
}

type Field = GraphQLField<unknown, unknown>

export const NO_COST: Cost = { records: 0, lists: 0, bytes: 0, representations: 0, place: null }
const NOTHING = NO_COST

/**
 * Estimates a validated operation.
 * @param variables as they are coerced.
 */
export function estimateCost(parts: OperationParts, variables: Variables, sizes: PageSizes): Cost {
  const root = parts.schema.getRootType(parts.operation.operation)
  return isObjectType(root) ? new Estimate(parts, variables, sizes).ofRoot(root) : NOTHING
}

/** Each selection is estimated once for each type, so that the time grows with the document and not with its answer. */
class Estimate {
  readonly #known = new Map<string, Cost>()
  readonly #numbers = new Map<FieldNode, number>()

  constructor(
    private readonly parts: OperationParts,
    private readonly variables: Variables,
    private readonly sizes: PageSizes,
  ) {}

  ofRoot(type: GraphQLObjectType): Cost {
    return this.#ofObject(type, [this.parts.operation.selectionSet], null)
  }

  /** @param pageSize of the connection that the object is; null where it is not a connection. */
  #ofSelected(type: GraphQLNamedOutputType, nodes: readonly FieldNode[], pageSize: number | null): Cost {
    const key = `${type.name} ${pageSize} ${nodes.map((node) => this.#numberOf(node)).join()}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    const cost = isAbstractType(type)
      ? this.parts.schema.getPossibleTypes(type).reduce((most, possible) => {
          return maximumOf(most, this.#ofObject(possible, sets, pageSize))
        }, NOTHING)
      : isObjectType(type)
        ? this.#ofObject(type, sets, pageSize)
        : NOTHING
    this.#known.set(key, cost)
    return cost
  }

  #numberOf(node: FieldNode): number {
    const known = this.#numbers.get(node) ?? this.#numbers.size
    this.#numbers.set(node, known)
    return known
  }

  #ofObject(type: GraphQLObjectType, sets: readonly SelectionSetNode[], pageSize: number | null): Cost {
    let sum: Cost = { ...NOTHING, bytes: OBJECT_BYTES }
    let heaviest = NOTHING
    for (const [key, nodes] of collectFields(this.parts, this.variables, type, sets)) {
      const field = this.#ofField(key, type, nodes, pageSize)
      if (isHeavier(field, heaviest)) heaviest = field
      sum = {
        records: sum.records + field.records,
        lists: sum.lists + field.lists,
        bytes: sum.bytes + field.bytes + key.length + MEMBER_BYTES,
        representations: Math.max(sum.representations, field.representations),
        place: heaviest.place,
      }
    }
    return sum
  }

  #ofField(key: string, parent: GraphQLObjectType, nodes: readonly FieldNode[], pageSize: number | null): Cost {
    const [node] = nodes
    const field = node && parent.getFields()[node.name.value]
    // __typename, and introspection, which graphql-js limits itself.
    if (node === undefined || field === undefined) return { ...NOTHING, bytes: parent.name.length }
    const type = getNamedType(field.type)
    const isList = isListOf(field.type)
    if (isLeafType(type)) return { ...NOTHING, bytes: leafBytes(type, isList) }
    const page = pageOf(field, node, this.variables, this.sizes)
    const given = isList ? listArgumentOf(field, node, this.variables) : null
    const items = isList ? this.#itemsOf(field, given, pageSize) : 1
    const each = this.#ofSelected(type, nodes, page?.size ?? null)
    return {
      records: items * each.records + (isList ? items : 0),
      lists: items * each.lists + (page === null ? 0 : 1),
      bytes: items * each.bytes,
      representations: Math.max(each.representations, field.name === '_entities' ? (given?.size ?? 0) : 0),
      place: placeAt(key, page ?? given, each.place),
    }
  }

  #itemsOf(field: Field, given: ListSize | null, pageSize: number | null): number {
    // More than a page of ids is refused where it is resolved.
    if (given !== null) return given.size > this.sizes.maxPageSize ? 0 : given.size
    if (pageSize !== null && (field.name === 'nodes' || field.name === 'edges')) return pageSize
    return assumedItems(getNamedType(field.type).name, this.sizes.sources)
  }
}

const isListOf = (type: GraphQLOutputType): boolean => isListType(getNullableType(type))

const isHeavier = (a: Cost, b: Cost): boolean =>
  a.records === b.records ? (a.lists === b.lists ? a.bytes > b.bytes : a.lists > b.lists) : a.records > b.records

/** The maximum of each number of two alternatives. */
const maximumOf = (a: Cost, b: Cost): Cost => ({
  records: Math.max(a.records, b.records),
  lists: Math.max(a.lists, b.lists),
  bytes: Math.max(a.bytes, b.bytes),
  representations: Math.max(a.representations, b.representations),
  place: isHeavier(a, b) ? a.place : b.place,
})

/** The larger of a field's own list and the one below it; of equal ones the lower. */
function placeAt(key: string, own: ListSize | null, below: Place | null): Place | null {
  if (below !== null && (own === null || below.size >= own.size)) return { ...below, path: [key, ...below.path] }
  return own === null ? null : { ...own, path: [key] }
}
