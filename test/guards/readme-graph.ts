// The README's tables of queries and of errors, made from the graph.

import { type GraphQLField, type GraphQLObjectType, isEnumType } from 'graphql'
import { ErrorCode } from '../../schema/enums.js'
import { SourceFailure } from '../../src/errors/source-failure.js'
import { sampleOperations } from '../../src/gateway/sample-operations.js'
import { buildGraphSchema } from '../../src/graphql/schema/build-schema.js'
import { readFromRoot, toCode, toFence, toTable } from './readme-blocks.js'

const graph = buildGraphSchema()

const isList = ({ type }: GraphQLField<unknown, unknown>): boolean => String(type).endsWith('Connection')

/** Lists first. Fields of the subgraph protocol begin with an underscore. */
const rowsOf = (type: GraphQLObjectType | null | undefined): readonly (readonly string[])[] =>
  Object.values(type?.getFields() ?? {})
    .filter(({ name }) => !name.startsWith('_'))
    .toSorted((a, b) => Number(isList(b)) - Number(isList(a)))
    .map(({ name, description }) => [toCode(name), firstSentence(description ?? '')])

const firstSentence = (text: string): string => text.split(/(?<=\.) /)[0] ?? ''

export const graphTable = (): string =>
  toTable(['field', 'what it gives'], [...rowsOf(graph.getQueryType()), ...rowsOf(graph.getMutationType())])

export function errorCodesTable(): string {
  const type = graph.getType('ErrorCode')
  if (!isEnumType(type)) throw new Error('the graph has no enum ErrorCode')
  const rows = Object.values(ErrorCode).map((code) => [
    toCode(code),
    type.getValue(code)?.description ?? '',
    new SourceFailure(code, '').retryable ? 'yes' : 'no',
  ])
  return toTable(['code', 'meaning', 'a retry may help'], rows)
}

/** Codes of `errors` that clients can meet and that are not those of sources, as the server's own code spells them. */
export function publicCodes(): readonly string[] {
  const files = [
    'http/error-format.ts',
    'http/http-errors.ts',
    'http/header-check.ts',
    'http/host-check.ts',
    'http/malformed-request.ts',
    'apollo/graphql-route.ts',
  ]
  const texts = files.map((name) => readFromRoot(`src/server/${name}`))
  const codes = texts.flatMap((text) => [...text.matchAll(/'([A-Z]{2,}(?:_[A-Z]+)*)'/g)].map(([, code]) => code ?? ''))
  return [...new Set(codes)].filter(
    (code) => !Object.hasOwn(ErrorCode, code) && !METHODS.has(code) && !/^(HPE|ERR)_/.test(code),
  )
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])

/** The sample operations, each with its variables. */
export const examplesText = (): string =>
  sampleOperations
    .map(({ name, query, variables }) => {
      const taken = variables === undefined ? '' : `, with \`${JSON.stringify(variables)}\``
      return `${name}${taken}:\n\n${toFence('graphql', query)}`
    })
    .join('\n\n')
