import type { Party } from '../../schema/shapes.js'
import { addressedBy, type NumberReader, type Region, toE164 } from './phone-number.js'

/** One end of a call. The E.164 form is only computed when it is read. */
class LazyParty implements Party {
  constructor(
    readonly number: string | null,
    readonly name: string | null,
    readonly anonymous: boolean,
    private readonly plan: Region | NumberReader | undefined,
  ) {}
  get e164(): string | null {
    if (this.anonymous) return null
    return typeof this.plan === 'object' ? this.plan.toE164(this.number) : toE164(this.number, this.plan)
  }
}

const NINE = 0x39
const ANONYMOUS = /^(anonymous|restricted|unavailable|unknown|private|withheld)$/i

/** Whether the number is withheld: one of these words, alone or as the user of a SIP URI (RFC 3323). */
function isAnonymous(number: string): boolean {
  const word = number.includes(':') ? addressedBy(number) : number
  // Most numbers begin with + or a digit, and no such word does.
  return word.charCodeAt(0) > NINE && ANONYMOUS.test(word)
}

/**
 * One end of a call.
 * @param number the number or name as the vendor wrote it.
 * @param plan the country of national numbers, or the number reader of a list, which caches them.
 */
export function toParty(
  number: string | null,
  plan: Region | NumberReader | undefined,
  name: string | null = null,
): Party {
  return new LazyParty(number, name, number !== null && isAnonymous(number), plan)
}
