// The README's table of the codes of sources, made from the graph.

import { isEnumType } from 'graphql'
import { ErrorCode } from '../../schema/enums.js'
import { buildGraphSchema } from '../../src/graphql/schema.js'
import { SourceTrouble } from '../../src/transport/trouble.js'
import { toCode, toTable } from './readme-blocks.js'

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
