import { adapters } from '../../adapters/index.js'
import { configurationJsonSchema } from '../config/json-schema.js'
import { printGraph } from '../graphql/schema/build-schema.js'
import type { Terminal } from './terminal.js'

export function printGraphSchema(terminal: Terminal): number {
  terminal.print(printGraph().trimEnd())
  return 0
}

export function printConfigurationSchema(terminal: Terminal): number {
  terminal.print(JSON.stringify(configurationJsonSchema(adapters), null, 2))
  return 0
}
