import { configurationJsonSchema } from '../config/json-schema.js'
import { printGraph } from '../graphql/schema/build-schema.js'
import type { Terminal } from './terminal.js'
import { vendorsOfFlags } from './vendors.js'

export function printGraphSchema(terminal: Terminal): number {
  terminal.print(printGraph().trimEnd())
  return 0
}

/** @param modules vendors that do not come with the gateway; relative to the working directory. */
export async function printConfigurationSchema(modules: readonly string[], terminal: Terminal): Promise<number> {
  const { adapters } = await vendorsOfFlags(modules, terminal.directory)
  terminal.print(JSON.stringify(configurationJsonSchema(adapters), null, 2))
  return 0
}
