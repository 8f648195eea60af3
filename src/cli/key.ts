import { stringify } from 'yaml'
import { createApiKey } from '../access/sign-in/api-key.js'
import { readExpiry } from '../config/auth-settings.js'
import { nameText } from '../config/names.js'
import { type Terminal, WrongUse } from './terminal.js'

export interface KeyFlags {
  readonly name: string
  readonly role: string
  readonly tenant?: string
  readonly expires?: string
}

/** Prints a new API key, once, and what the configuration must hold for it: its hash, never the key. */
export function printKey({ name, role, tenant, expires }: KeyFlags, terminal: Terminal): number {
  for (const [flag, value] of Object.entries({ name, role, tenant })) {
    const fault = value === undefined ? undefined : nameText.safeParse(value).error?.issues[0]?.message
    if (fault !== undefined) throw new WrongUse(`--${flag} ${fault}`)
  }
  if (expires !== undefined && !(readExpiry(expires) > terminal.now()))
    throw new WrongUse('--expires must be a future date such as 2027-06-30, or a time such as 2027-06-30T12:00:00Z')
  const { key, sha256 } = createApiKey()
  const settings = {
    sha256: [sha256],
    role,
    ...(tenant === undefined ? {} : { tenant }),
    ...(expires === undefined ? {} : { expires }),
  }
  terminal.print(`# The key. It is shown once. Anybody who has it has its rights. Send it as: Authorization: Bearer <key>
${key}

# For the configuration; a key that is replaced keeps its old hash beside the new one until its users have changed over.
${stringify({ auth: { keys: { [name]: settings } } }).trimEnd()}`)
  return 0
}
