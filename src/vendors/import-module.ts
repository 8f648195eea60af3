import { registerHooks } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

// Imports a module that a configuration names, as if a file in the folder of the configuration imported it.

/** What the gateway itself provides to such modules, by the name under which they import it. */
export type Provided = Readonly<Record<string, URL>>

/** Whether a module is named by its path, and not as a package. */
export const isPath = (specifier: string): boolean => /^\.{0,2}\//.test(specifier)

/**
 * Imports a module and returns its exports.
 *
 * What is provided is always the gateway's own copy, wherever the module stands: beside a configuration that has no
 * `node_modules`, or in a package that brings another copy for its tests. Two copies would not recognise each other's
 * secrets and faults.
 * @param specifier a path that begins with `./`, `../` or `/`, or the name of a package.
 * @param folder where paths begin, and where packages are looked for.
 * @throws what the module throws, or an error of Node.js that says why it cannot be found or read.
 */
export async function importModule(specifier: string, folder: string, provided: Provided): Promise<unknown> {
  const target = isPath(specifier) ? pathToFileURL(resolve(folder, specifier)).href : specifier
  const importer = pathToFileURL(join(folder, 'trunkline.yaml')).href
  const hooks = registerHooks({
    resolve: (name, context, next) => {
      const own = Object.hasOwn(provided, name) ? provided[name] : undefined
      if (own !== undefined) return next(own.href, context)
      // The first import is ours; those inside the module are resolved from where it stands.
      const isFirst = name === target && context.parentURL === import.meta.url
      return next(name, isFirst ? { ...context, parentURL: importer } : context)
    },
  })
  try {
    return await import(target)
  } finally {
    hooks.deregister()
  }
}
