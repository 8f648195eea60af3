// Generates operations from the schema: deep, broad, with large pages, aliases, fragments, and references to entities.

import fc from 'fast-check'
import {
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'

export interface HostileOperation {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

type Field = GraphQLField<unknown, unknown>

/** What one operation is made with. */
interface Choices {
  /** A number below another one. */
  below(most: number): number
  /** Fields that may still be selected. */
  fieldsLeft: number
  readonly fragments: string[]
}

const PAGE_SIZES = [0, 1, 2, 10, 50, 300, 1000]
const DEEPEST = 14
/** The usage of an account is estimated by an average. */
const PASSED_BY = new Set(['_service', 'password', 'health', 'voiceUsage'])

/** An operation that is valid; most are refused for what they would cost. */
export const hostileOperation = (
  schema: GraphQLSchema,
  references: readonly object[],
): fc.Arbitrary<HostileOperation> =>
  fc.infiniteStream(fc.nat(0xffff)).map((stream) => {
    const numbers = stream[Symbol.iterator]()
    const below = (most: number): number => Number(numbers.next().value) % most
    const choices: Choices = { below, fieldsLeft: 5 + below(60), fragments: [] }
    const root = schema.getQueryType()
    if (!root) throw new Error('there is no query')
    const selection = new Writer(schema, choices).selection(root, below(DEEPEST) + 1)
    const of = Array.from({ length: [1, 20, 1000, 3000][below(4)] ?? 1 }, () => references[below(references.length)])
    const header = selection.includes('$of') || choices.fragments.some((text) => text.includes('$of'))
    return {
      query: `query ${header ? '($of: [_Any!]!) ' : ''}${selection} ${choices.fragments.join(' ')}`,
      variables: header ? { of } : {},
    }
  })

class Writer {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly choices: Choices,
  ) {}

  selection(type: GraphQLNamedOutputType, levels: number): string {
    const { choices } = this
    if (isAbstractType(type)) {
      const possible = this.schema.getPossibleTypes(type)
      const parts = Array.from({ length: 1 + choices.below(2) }, () => possible[choices.below(possible.length)])
      const written = parts.flatMap((part, at) =>
        part === undefined || parts.indexOf(part) < at ? [] : `... on ${part.name} ${this.#ofObject(part, levels)}`,
      )
      return `{ __typename ${written.join(' ')} }`
    }
    return isObjectType(type) ? this.#ofObject(type, levels) : ''
  }

  #ofObject(type: GraphQLObjectType, levels: number): string {
    const { choices } = this
    const fields = Object.values(type.getFields()).filter((field) => isWritten(field, levels))
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)))
    const links = fields.filter((field) => !isLeafType(getNamedType(field.type)))
    const chosen = [
      ...Array.from({ length: 1 + choices.below(3) }, () => leaves[choices.below(Math.max(1, leaves.length))]),
      ...Array.from({ length: 1 + choices.below(2) }, () => links[choices.below(Math.max(1, links.length))]),
    ]
    const written = chosen.flatMap((field, at) => (field === undefined ? [] : this.#field(field, at, levels)))
    const selection = `{ __typename ${written.join(' ')} }`
    if (choices.below(8) > 0) return selection
    const name = `F${choices.fragments.length}`
    choices.fragments.push(`fragment ${name} on ${type.name} ${selection}`)
    return `{ ...${name} }`
  }

  #field(field: Field, at: number, levels: number): string[] {
    const { choices } = this
    if (choices.fieldsLeft-- <= 0) return []
    // Two selections of one field may differ in their arguments.
    const alias = `${field.name}${at}${choices.fieldsLeft}`
    const type = getNamedType(field.type)
    const selection = isLeafType(type) ? '' : this.selection(type, levels - 1)
    return [`${alias}: ${field.name}${this.#argumentsOf(field)} ${selection}`]
  }

  #argumentsOf({ name, args }: Field): string {
    const { choices } = this
    if (args.length === 0) return ''
    if (name === '_entities') return '(representations: $of)'
    if (name === 'phoneNumber') return '(number: "+4570305001")'
    if (name === 'callTrace') return '(sipCallId: "a")'
    if (name === 'customer') return `(source: "telecomx-demo", nativeId: "${choices.below(9)}")`
    if (!args.some((argument) => argument.name === 'first')) return ''
    const size = PAGE_SIZES[choices.below(PAGE_SIZES.length)] ?? 0
    return choices.below(5) === 0 ? '' : `(${choices.below(4) === 0 ? 'last' : 'first'}: ${size})`
  }
}

const WRITTEN_ARGUMENTS = new Set(['_entities', 'phoneNumber', 'callTrace', 'customer'])

const isWritten = (field: Field, levels: number): boolean =>
  !PASSED_BY.has(field.name) &&
  (levels > 1 || isLeafType(getNamedType(field.type))) &&
  (WRITTEN_ARGUMENTS.has(field.name) || !field.args.some(isRequiredArgument))
