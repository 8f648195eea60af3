import { createHash } from 'node:crypto'

// What is done in the store in one step. Keys of one script have the same hash tag, so that they are on one node of a
// Valkey Cluster. Reads come before writes: a store that is full or read-only still answers with what is fresh.
// `pcall` where another program may have stored a value of another type under the key.

export interface Script {
  readonly name: string
  readonly text: string
  readonly sha: string
}

/** @param name of the command in metrics. */
export const script = (name: string, text: string): Script => ({
  name,
  text,
  sha: createHash('sha1').update(text).digest('hex'),
})
