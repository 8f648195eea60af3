// The snippets of docs/clients.md, and how they are run.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

const PAGE = readFileSync('docs/clients.md', 'utf8')
/** The address in every snippet. */
const ADDRESS = /http:\/\/localhost:4000/g

/**
 * The snippets of a section, with the address of a gateway.
 * @param heading of the section, without `##`.
 * @param url of the gateway, without a path.
 * @throws Error for a section without a snippet in this language.
 */
export function snippetsOf(heading: string, language: string, url: string): readonly string[] {
  const section = PAGE.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
  const found = blocks.flatMap(([, name, code]) =>
    name === language && code !== undefined ? code.replaceAll(ADDRESS, url) : [],
  )
  if (found.length === 0) throw new Error(`docs/clients.md: there is no ${language} below ${heading}`)
  return found
}

/** The languages of all snippets, by their section. */
export const sections = (): ReadonlyMap<string, readonly string[]> =>
  new Map(
    PAGE.split(/^## /m).flatMap((section) => {
      const languages = [...section.matchAll(/^```(\w+)$/gm)].map(([, language]) => language ?? '')
      return languages.length === 0 ? [] : [[section.slice(0, section.indexOf('\n')), languages]]
    }),
  )

/** Runs a program as a module in the root of the project, and returns what it prints. */
export async function runModule(code: string): Promise<string> {
  const running = promisify(execFile)(process.execPath, ['--input-type=module', '-'])
  running.child.stdin?.end(code)
  return (await running).stdout.trim()
}

/** Runs a script of the shell, and returns what it prints. */
export const runShell = async (script: string): Promise<string> =>
  (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script])).stdout.trim()
