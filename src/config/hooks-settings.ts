import { resolve } from 'node:path'
import { z } from 'zod'

/** `hooks`: modules of the operator that are called before requests, after answers and on events. */
export const hooksSettings = z
  .array(z.string().min(1))
  .default([])
  .meta({
    description:
      'Modules of your own, such as ./hooks.js, that are called before requests, after answers and on events; in this ' +
      'order. Paths are relative to the configuration file.',
  })

/** The paths of the modules as they are from anywhere. */
export const hooksFrom = (paths: readonly string[], directory: string): readonly string[] =>
  paths.map((path) => resolve(directory, path))
