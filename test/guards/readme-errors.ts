// The README's table of the codes of sources, made from the graph.

import { isEnumType } from 'graphql'
import { ErrorCode } from '../../schema/enums.js'
import { buildGraphSchema } from '../../src/graphql/schema.js'
import { SourceTrouble } from '../../src/transport/trouble.js'
import { readFromRoot, toCode, toTable } from './readme-blocks.js'

export function errorCodesTable(): string {
  const type = buildGraphSchema().getType('ErrorCode')
  if (!isEnumType(type)) throw new Error('the graph has no enum ErrorCode')
  const rows = Object.values(ErrorCode).map((code) => [
    toCode(code),
    type.getValue(code)?.description ?? '',
    new SourceTrouble(code, '').retryable ? 'yes' : 'no',
  ])
  return toTable(['code', 'meaning', 'asking again may help'], rows)
}

/** Codes of `errors` that clients can meet and that are not those of sources, as the server's own code spells them. */
export function publicCodes(): readonly string[] {
  const files = ['error-format.ts', 'http-errors.ts', 'graphql-route.ts']
  const texts = files.map((name) => readFromRoot(`src/server/${name}`))
  const codes = texts.flatMap((text) => [...text.matchAll(/'([A-Z]{2,}(?:_[A-Z]+)*)'/g)].map(([, code]) => code ?? ''))
  return [...new Set(codes)].filter((code) => !Object.hasOwn(ErrorCode, code) && !METHODS.has(code))
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
