import { verifyAudit } from '../audit/verify.js'
import { FELL_SHORT, type Terminal, WrongUse } from './terminal.js'

export interface AuditFlags {
  readonly hash?: string
}

/** Checks an audit file; prints its counts, or the first line that is broken. Exit status 1 when one is. */
export async function verifyAuditFile(path: string, { hash }: AuditFlags, terminal: Terminal): Promise<number> {
  if (hash !== undefined && !/^[\da-f]{64}$/.test(hash))
    throw new WrongUse('--hash must be a SHA-256 in hexadecimal, as in the field audit.hash of the log')
  const result = await verifyAudit(path, { hash }).catch((error: unknown) => {
    throw new WrongUse(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  })
  if (!result.ok) {
    terminal.print(`BROKEN  ${path} line ${result.line}: ${result.problem}`)
    return FELL_SHORT
  }
  const { lines, starts, sent, withoutOutcome, notSent, incomplete, lastHash } = result
  terminal.print(`OK  ${path}: ${lines} lines, ${starts} starts of the gateway, ${sent} actions sent`)
  terminal.print(`    ${notSent} attempts were not sent, ${withoutOutcome} actions have no outcome`)
  if (incomplete > 0)
    terminal.print(`    ${incomplete} lines were cut by the end of a process, as the next start records`)
  if (!result.hasEnd)
    terminal.print(
      '    the last gateway has not ended the file: it is running, was killed, or lines were removed at the end',
    )
  if (lastHash !== '') terminal.print(`    last line: ${lastHash}`)
  return 0
}
