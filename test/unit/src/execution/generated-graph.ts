// Random schemas and values, for comparing two executors. A value depends only on a seed and on its place, so both
// executors get the same.

import {
  GraphQLEnumType,
  GraphQLError,
  type GraphQLFieldConfig,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  getNullableType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'

/** A number from 0 up to a limit, exclusive. */
export type Choose = (limit: number) => number

/** What values depend on. */
export interface Chance {
  readonly seed: number
  /** Whether there are promises. */
  readonly isAsync: boolean
}

const input: GraphQLInputObjectType = new GraphQLInputObjectType({
  name: 'Filter',
  fields: () => ({
    least: { type: GraphQLInt, defaultValue: 3 },
    words: { type: new GraphQLList(new GraphQLNonNull(GraphQLString)) },
    next: { type: input },
  }),
})
const color = new GraphQLEnumType({ name: 'Color', values: { RED: {}, BLUE: {} } })
const size = new GraphQLEnumType({ name: 'Size', values: { SMALL: { value: 1 }, LARGE: { value: 2 } } })
const even = new GraphQLScalarType({
  name: 'Even',
  serialize: (value) => {
    if (typeof value === 'number' && value % 2 === 0) return value / 2
    throw new GraphQLError('not even', { extensions: { code: 'ODD' } })
  },
})
const LEAFS = [GraphQLInt, GraphQLFloat, GraphQLString, GraphQLID, color, size, even]
const ARGUMENTS = {
  count: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 1 },
  filter: { type: input },
  color: { type: color },
}

function wrapped(choose: Choose, type: GraphQLOutputType): GraphQLOutputType {
  const lists = [0, 0, 0, 0, 1, 1, 2][choose(7)] ?? 0
  let made = choose(3) === 0 ? new GraphQLNonNull(type) : type
  for (let level = 0; level < lists; level++) {
    const list = new GraphQLList(made)
    made = choose(3) === 0 ? new GraphQLNonNull(list) : list
  }
  return made
}

/** Makes a schema: objects, interfaces and unions of them that lead to each other; fields are named by their owner. */
export function makeSchema(choose: Choose, chance: Chance): GraphQLSchema {
  const objects: GraphQLObjectType[] = []
  const interfaces: GraphQLInterfaceType[] = []
  const unions: GraphQLUnionType[] = []
  type Fields = Record<string, GraphQLFieldConfig<unknown, unknown>>
  const makeFields = (prefix: string, count: number): Fields => {
    const others: GraphQLOutputType[] = [...objects, ...objects, ...interfaces, ...unions]
    const entries = Array.from({ length: count }, (_, at): [string, Fields[string]] => {
      const isLeaf = choose(5) < 3
      const base = isLeaf ? LEAFS[choose(LEAFS.length)] : others[choose(others.length)]
      const args = choose(3) === 0 ? ARGUMENTS : {}
      const config: Fields[string] = { type: wrapped(choose, base ?? GraphQLInt), args }
      if (choose(5) < 2) config.resolve = resolverFor(chance)
      return [`${prefix}f${at}`, config]
    })
    return Object.fromEntries(entries)
  }
  const memoized = (make: () => Fields) => {
    let made: Fields | null = null
    return () => (made ??= make())
  }
  const shared = Array.from({ length: 1 + choose(2) }, (_, at) => memoized(() => makeFields(`i${at}`, 1 + choose(2))))
  shared.forEach((fields, at) => void interfaces.push(new GraphQLInterfaceType({ name: `I${at}`, fields })))
  for (let at = 0; at < 2 + choose(3); at++) {
    const implemented = interfaces.filter((_, index) => index === at % interfaces.length || choose(2) === 0)
    const own = memoized(() => makeFields(`o${at}`, 2 + choose(3)))
    const fields = () => Object.assign({}, own(), ...implemented.map((type) => shared[interfaces.indexOf(type)]?.()))
    objects.push(new GraphQLObjectType({ name: `O${at}`, interfaces: implemented, fields }))
  }
  const some = objects.filter((_, at) => at === 0 || choose(2) === 0)
  unions.push(new GraphQLUnionType({ name: 'U', types: some }))
  // Without resolveType, an object says its type by __typename.
  for (const type of [...interfaces, ...unions]) if (choose(2) === 0) type.resolveType = typeResolverFor(chance)
  const query = new GraphQLObjectType({ name: 'Query', fields: memoized(() => makeFields('q', 3 + choose(3))) })
  return new GraphQLSchema({ query, types: [...objects, input] })
}

/** A number that is derived from a seed and a text, from 0 up to a limit. */
function hash({ seed }: Chance, text: string, limit: number): number {
  let value = seed ^ 0x9e3779b9
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  value = Math.imul(value ^ (value >>> 15), 0x85ebca6b)
  return ((value ^ (value >>> 13)) >>> 0) % limit
}

const resolverFor =
  (chance: Chance): NonNullable<GraphQLFieldConfig<unknown, unknown>['resolve']> =>
  (source, args, context, info) => {
    const steps: (string | number)[] = []
    for (let step: typeof info.path | undefined = info.path; step !== undefined; step = step.prev) steps.push(step.key)
    const key = steps.join('.')
    const { fieldName, returnType, parentType, path, fieldNodes, variableValues } = info
    const given = [source !== undefined, args, context, fieldName, parentType.name, path.typename, variableValues]
    if (String(returnType) === 'String') return `${JSON.stringify(given)} ${fieldNodes.length}`
    return held(chance, key, () => makeValue(chance, { schema: info.schema, key, levels: 0 }, returnType))
  }

const typeResolverFor =
  (chance: Chance): NonNullable<GraphQLInterfaceType['resolveType']> =>
  (value, _context, { path }) => {
    const name = typeof value === 'object' && value !== null ? Reflect.get(value, '__typename') : 'Nothing'
    return chance.isAsync && hash(chance, `type ${path.key}`, 2) === 0 ? Promise.resolve(name) : name
  }

/** A value as a resolver returns it: mostly itself, at times a promise of it, or an error instead. */
function held(chance: Chance, key: string, make: () => unknown): unknown {
  const how = hash(chance, `${key} how`, 40)
  if (how === 0) throw new GraphQLError(`thrown ${key}`, { extensions: { code: 'NOT_FOUND' } })
  if (how === 1) return new Error(`returned ${key}`)
  if (!chance.isAsync || how > 18) return make()
  const turns = hash(chance, `${key} turns`, 4)
  const promise = (async () => {
    for (let turn = 0; turn < turns; turn++) await null
    if (how === 2) throw new Error(`rejected ${key}`)
    return make()
  })()
  // What is not selected is awaited by nobody.
  promise.catch(() => undefined)
  return promise
}

interface Place {
  readonly schema: GraphQLSchema
  readonly key: string
  /** Objects that are properties of each other, up to here. */
  readonly levels: number
}

const ODD_VALUES = [null, undefined, 'text', '', 'RED', 'SMALL', 7, 1.5, 2 ** 40, Number.NaN, {}, [], true, () => 4]

function makeValue(chance: Chance, place: Place, type: GraphQLOutputType): unknown {
  const { key } = place
  const odd = hash(chance, `${key} odd`, 60)
  if (odd === 0) return ODD_VALUES[hash(chance, `${key} which`, ODD_VALUES.length)]
  if (odd < 5 && !isNonNullType(type)) return null
  const inner = getNullableType(type)
  if (isListType(inner)) return makeList(chance, place, inner.ofType)
  if (isObjectType(inner)) return makeObject(chance, place, inner)
  if (isAbstractType(inner)) {
    const types = place.schema.getPossibleTypes(inner)
    return makeObject(chance, place, types[hash(chance, `${key} type`, types.length)])
  }
  const number = hash(chance, `${key} value`, 10)
  if (inner === GraphQLString || inner === GraphQLID) return `${key} ${number}`
  if (inner === color) return number < 5 ? 'RED' : 'BLUE'
  return inner === size ? 1 + (number % 2) : number * 2
}

function makeList(chance: Chance, place: Place, type: GraphQLOutputType): unknown {
  const length = hash(chance, `${place.key} length`, 4)
  const items = Array.from({ length }, (_, at) => {
    const key = `${place.key}.${at}`
    try {
      return held(chance, key, () => makeValue(chance, { ...place, key }, type))
    } catch (error) {
      return error
    }
  })
  return hash(chance, `${place.key} list`, 8) === 0 ? new Set(items) : items
}

/** A type that may be none of those that are possible, no object type, or none at all. */
const OTHER_TYPES = ['O0', 'O1', 'Query', 'I0', 'String', 'Nothing', undefined]

/** An object whose properties are values, getters or methods. */
function makeObject(chance: Chance, { schema, key, levels }: Place, type: GraphQLObjectType | undefined): unknown {
  if (type === undefined || levels > 2) return null
  const made: object = hash(chance, `${key} prototype`, 2) === 0 ? {} : Object.create(null)
  const isOther = hash(chance, `${key} other`, 40) === 0
  Object.assign(made, {
    __typename: isOther ? OTHER_TYPES[hash(chance, `${key} name`, OTHER_TYPES.length)] : type.name,
  })
  for (const field of Object.values(type.getFields())) {
    if (field.resolve !== undefined) continue
    const own = `${key}.${field.name}`
    let known: (() => unknown) | null = null
    // A promise is the same however often it is read.
    const read = () => {
      if (known !== null) return known()
      const value = held(chance, own, () => makeValue(chance, { schema, key: own, levels: levels + 1 }, field.type))
      known = () => value
      return value
    }
    if (hash(chance, `${own} kind`, 12) === 0) Object.assign(made, { [field.name]: read })
    else Object.defineProperty(made, field.name, { get: read, enumerable: true })
  }
  return made
}

/** The query's own source. */
export function makeRoot(chance: Chance, schema: GraphQLSchema): unknown {
  const query = schema.getQueryType()
  return makeObject(chance, { schema, key: 'root', levels: 0 }, query ?? undefined)
}
