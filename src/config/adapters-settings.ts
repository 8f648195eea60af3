import { z } from 'zod'

// `adapters`: modules of vendors that do not come with the gateway.

const PACKAGE = String.raw`(?:@[a-z0-9][\w.-]*/)?[a-z0-9][\w.-]*(?:/[\w.-]+)*`
const MODULE = new RegExp(String.raw`^(?:\.{0,2}/.*[^/]|${PACKAGE})$`)

export const adaptersSettings = z
  .array(
    z
      .string()
      .regex(MODULE, 'must be a path that begins with ./, ../ or /, or the name of a package')
      .meta({ description: 'A module: a path from the folder of this file, such as ./acme.js, or a package.' }),
  )
  .refine((names) => new Set(names).size === names.length, 'must name each module once')
  .meta({
    description:
      'Vendors that do not come with Trunkline, as modules. They are read at the start, and run with all rights of the gateway.',
  })
