import {
  GraphQLError,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isRequiredInputField,
} from 'graphql'
import { ActiveCallOrder } from '../../../schema/enums.js'
import type { ListArguments } from '../../engine/page/page-arguments.js'
import { badInput } from '../../engine/source/bad-input.js'
import type { Column } from '../../export/row-writer.js'
import type { GraphContext } from '../context.js'
import { parentCallOf } from '../links/parent-call.js'
import { openIn } from '../schema/open-ids.js'
import { checkTexts } from '../schema/text-limits.js'
import type { ExportedList } from './exported-lists.js'

// The parameters of an export: each condition of the filter by its name, `sources`, `columns`, and further arguments of
// the list. Conditions of a part of the filter are named by their path: `mor.userId`.

export interface ExportArguments {
  readonly columns: readonly Column[]
  /** Absent: no condition. */
  readonly filter?: Readonly<Record<string, unknown>>
  /** Absent: all. */
  readonly sources?: readonly string[]
  /** Further arguments of the list, coerced. */
  readonly others: Readonly<Record<string, unknown>>
}

/** A parameter whose value becomes a value of the graph. */
interface Parameter {
  readonly type: GraphQLLeafType
  readonly isList: boolean
}

/** Values of these parameters are names, which hold no comma. */
const NAMES: ReadonlySet<string> = new Set(['columns', 'sources'])

/**
 * Reads the parameters of a request.
 * @param query the part of the URL behind the question mark.
 * @throws GraphQLError BAD_USER_INPUT naming the parameter, what is wrong and what would be right.
 */
export function readParameters(list: ExportedList, query: string): ExportArguments {
  const conditions = conditionsOf(list)
  const others = new Map(list.others.map(({ name, type }) => [name, parameterOf(type)]))
  const given = new Map<string, readonly string[]>()
  for (const [name, value] of new URLSearchParams(query)) {
    if (!NAMES.has(name) && !conditions.has(name) && !others.has(name))
      throw unknownParameter(name, [...NAMES, ...conditions.keys(), ...others.keys()])
    if (value === '') throw badInput(name, 'has no value; leave it out, or give it one')
    given.set(name, [...(given.get(name) ?? []), ...(NAMES.has(name) ? value.split(',') : [value])])
  }
  const read = (parameters: ReadonlyMap<string, Parameter | null>): readonly (readonly [string, unknown])[] =>
    [...given].flatMap(([name, values]) => {
      const parameter = parameters.get(name)
      return parameter === undefined || parameter === null ? [] : [[name, valueOf(name, parameter, values)] as const]
    })
  const filter = nested(read(conditions))
  requireWhole(list.filter, filter, [])
  const sources = given.get('sources')
  return {
    columns: columnsNamed(list, given.get('columns')),
    ...(filter === null ? {} : { filter }),
    ...(sources === undefined ? {} : { sources }),
    others: Object.fromEntries(read(others)),
  }
}

/** The names of all parameters of a list, for documentation. */
export const parameterNames = (list: ExportedList): readonly string[] => [
  ...NAMES,
  ...conditionsOf(list).keys(),
  ...list.others.map(({ name }) => name),
]

/** The conditions of the filter of a list, by their path. */
function conditionsOf({ filter }: ExportedList): ReadonlyMap<string, Parameter> {
  const conditions = new Map<string, Parameter>()
  const add = (type: GraphQLInputType, path: readonly string[]): void => {
    const named = getNamedType(type)
    if (isInputObjectType(named))
      for (const field of Object.values(named.getFields())) add(field.type, [...path, field.name])
    else {
      const parameter = parameterOf(type)
      if (parameter !== null) conditions.set(path.join('.'), parameter)
    }
  }
  add(filter, [])
  return conditions
}

function parameterOf(type: GraphQLInputType): Parameter | null {
  const named = getNamedType(type)
  return isLeafType(named) ? { type: named, isList: isListType(getNullableType(type)) } : null
}

function unknownParameter(name: string, known: readonly string[]): GraphQLError {
  return badInput(cut(name), `is not a parameter of this export; there are ${known.join(', ')}`)
}

function columnsNamed(list: ExportedList, names: readonly string[] | undefined): readonly Column[] {
  if (names === undefined) return list.defaultColumns
  const repeated = names.find((name, at) => names.indexOf(name) !== at)
  if (repeated !== undefined)
    throw badInput('columns', `names ${JSON.stringify(cut(repeated))} twice; name each column once`)
  return names.map((name) => {
    const column = list.columns.get(name)
    if (column === undefined)
      throw badInput(
        'columns',
        `there is no column ${JSON.stringify(cut(name))}; there are ${[...list.columns.keys()].join(', ')}`,
      )
    return column
  })
}

/** Of a condition with several parts, such as an amount and its currency, all that the graph requires must be there. */
function requireWhole(type: GraphQLInputObjectType, value: unknown, path: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return
  for (const field of Object.values(type.getFields())) {
    const own = [...path, field.name]
    const given: unknown = Reflect.get(value, field.name)
    if (given === undefined && isRequiredInputField(field))
      throw badInput(own.join('.'), `is missing, and belongs to ${path.join('.')}`)
    const part = getNamedType(field.type)
    if (isInputObjectType(part)) requireWhole(part, given, own)
  }
}

const LONGEST_QUOTE = 64
const cut = (text: string): string => (text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text)

function valueOf(name: string, { type, isList }: Parameter, values: readonly string[]): unknown {
  if (isList) return values.map((value) => leafOf(name, type, value))
  const [value = '', ...more] = values
  if (more.length > 0) throw badInput(name, `is given ${values.length} times, and takes one value`)
  return leafOf(name, type, value)
}

/** A value as the graph has it after coercion. */
function leafOf(name: string, type: GraphQLLeafType, text: string): unknown {
  if (isEnumType(type)) {
    const value = type.getValue(text)
    if (value !== null && value !== undefined) return value.value
    throw badInput(
      name,
      `${JSON.stringify(cut(text))} is none of ${type
        .getValues()
        .map((each) => each.name)
        .join(', ')}`,
    )
  }
  try {
    return type.parseValue(FORMS[type.name]?.(text) ?? text)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    throw badInput(
      name,
      WANTED[type.name] === undefined ? error.message : `${JSON.stringify(cut(text))} is not ${WANTED[type.name]}`,
    )
  }
}

const numberIn = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text)

/** Types whose values are no texts in JSON, by name. */
const FORMS: Readonly<Record<string, (text: string) => unknown>> = {
  Int: numberIn,
  Float: numberIn,
  Boolean: (text) => (text === 'true' ? true : text === 'false' ? false : text),
}
const WANTED: Readonly<Record<string, string>> = {
  Int: 'a whole number, such as 30',
  Float: 'a number, such as 30 or 2.5',
  Boolean: 'true or false',
}

/** An object of values by path; null where there are none. */
function nested(entries: readonly (readonly [string, unknown])[]): Readonly<Record<string, unknown>> | null {
  if (entries.length === 0) return null
  const whole: Record<string, unknown> = {}
  const parts = new Map<string, (readonly [string, unknown])[]>()
  for (const [path, value] of entries) {
    const at = path.indexOf('.')
    if (at < 0) whole[path] = value
    else {
      const part = path.slice(0, at)
      parts.set(part, [...(parts.get(part) ?? []), [path.slice(at + 1), value]])
    }
  }
  for (const [part, own] of parts) whole[part] = nested(own)
  return whole
}

/**
 * The arguments of the list as its resolver passes them on: with ids opened that were encrypted, and a parent call named
 * as its vendor names it.
 * @throws GraphQLError BAD_USER_INPUT naming the parameter.
 */
export function openArguments(
  list: ExportedList,
  { filter, sources, others }: ExportArguments,
  { engine, openId }: Pick<GraphContext, 'engine' | 'openId'>,
): Pick<ListArguments, 'filter' | 'sources' | 'orderBy'> {
  checkTexts({ ...filter, sources })
  const opened = openIn(list.filter, filter, openId)
  const own = typeof opened === 'object' && opened !== null ? { filter: opened } : {}
  const named = sources === undefined ? {} : { sources }
  const order = Object.values(ActiveCallOrder).find((each) => each === others['orderBy'])
  const parent = list.name === 'calls' ? parentCallOf(own.filter, named, engine) : {}
  return { ...(order === undefined ? {} : { orderBy: order }), ...named, ...own, ...parent }
}
