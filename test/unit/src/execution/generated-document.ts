// Random documents that are valid for a schema: aliases, arguments, variables, fragments, @skip and @include.

import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql'
import type { Choose } from './generated-graph.js'

export interface MadeDocument {
  readonly text: string
  readonly variables: Readonly<Record<string, unknown>>
}

const VARIABLES = '$yes: Boolean!, $maybe: Boolean = true, $count: Int, $word: String = "w", $filter: Filter'
/** Values of arguments; the number makes the response key, so that equal keys have equal arguments. */
const ARGUMENTS = [
  '',
  '(count: 2)',
  '(count: $count)',
  '(filter: $filter, color: RED)',
  '(filter: { words: ["a", $word] })',
]
const CONDITIONS = [
  '@skip(if: $yes)',
  '@include(if: $yes)',
  '@include(if: $maybe)',
  '@skip(if: false) @include(if: true)',
]
const LEVELS = 4

class DocumentWriter {
  readonly #fragments: { readonly on: GraphQLNamedType; readonly text: string }[] = []
  #fields = 0

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly choose: Choose,
  ) {}

  write(): string {
    const query = this.schema.getQueryType()
    if (!query) throw new Error('there is no query')
    const selection = this.#selection(query, LEVELS)
    return `query (${VARIABLES}) ${selection}\n${this.#fragments.map(({ text }) => text).join('\n')}`
  }

  #selection(type: GraphQLNamedType, levels: number): string {
    const count = 1 + this.choose(4)
    const parts = Array.from({ length: count }, () => this.#part(type, levels))
    return `{ ${parts.join(' ')} }`
  }

  #part(type: GraphQLNamedType, levels: number): string {
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []
    const kind = this.choose(10)
    if (kind === 0 || this.#fields > 60) return `__typename ${this.#condition()}`
    if ((kind < 3 || fields.length === 0) && levels > 0) return this.#fragment(type, levels - 1)
    const field = fields[this.choose(fields.length)]
    return field === undefined ? '__typename' : this.#field(field, levels)
  }

  #field(field: GraphQLField<unknown, unknown>, levels: number): string {
    this.#fields++
    const type = getNamedType(field.type)
    if (!isLeafType(type) && levels === 0) return '__typename'
    const variant = takesArguments(field.args) ? this.choose(ARGUMENTS.length) : this.choose(2)
    const given = takesArguments(field.args) ? ARGUMENTS[variant] : ''
    const alias = variant === 0 ? '' : `${field.name}_${variant}: `
    const inner = isCompositeType(type) ? this.#selection(type, levels - 1) : ''
    return `${alias}${field.name}${given} ${this.#condition()} ${inner}`
  }

  #condition(): string {
    return this.choose(6) === 0 ? (CONDITIONS[this.choose(CONDITIONS.length)] ?? '') : ''
  }

  /** One in place, with or without a type, or a spread of a named one. */
  #fragment(type: GraphQLNamedType, levels: number): string {
    const kind = this.choose(5)
    if (kind === 0) return `... ${this.#condition()} ${this.#selection(type, levels)}`
    const types = this.#overlapping(type)
    // One that was written before, once more: it leads only to those before it.
    const known = this.#fragments.findIndex(({ on }) => types.includes(on))
    if (kind === 1 && known >= 0) return `...F${known} ...F${known} ${this.#condition()}`
    const on = types[this.choose(types.length)] ?? type
    const selection = this.#selection(on, levels)
    if (kind < 4) return `... on ${on.name} ${this.#condition()} ${selection}`
    const name = `F${this.#fragments.length}`
    this.#fragments.push({ on, text: `fragment ${name} on ${on.name} ${selection}` })
    return `...${name} ${this.#condition()}`
  }

  #overlapping(type: GraphQLNamedType): readonly GraphQLNamedType[] {
    const objectsOf = (each: GraphQLNamedType) =>
      isAbstractType(each) ? this.schema.getPossibleTypes(each) : isObjectType(each) ? [each] : []
    const own = new Set(objectsOf(type))
    return Object.values(this.schema.getTypeMap()).filter(
      (each) => !each.name.startsWith('__') && objectsOf(each).some((object) => own.has(object)),
    )
  }
}

const takesArguments = (args: readonly GraphQLArgument[]): boolean => args.length > 0

export function makeDocument(schema: GraphQLSchema, choose: Choose): MadeDocument {
  const text = new DocumentWriter(schema, choose).write()
  const maybe = [undefined, true, false][choose(3)]
  const count = [undefined, 5][choose(2)]
  const filter = [undefined, null, {}, { least: null, words: 'one', next: { least: 1 } }][choose(4)]
  const given = Object.entries({ maybe, count, filter }).filter(([, value]) => value !== undefined)
  return { text, variables: { yes: choose(2) === 0, ...Object.fromEntries(given) } }
}
