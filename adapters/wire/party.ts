import type { Party } from '../../schema/shapes.js'
import { type Region, toE164 } from './phone-number.js'

/** One end of a call. The E.164 form is worked out only when it is asked for. */
class LazyParty implements Party {
  constructor(
    readonly number: string | null,
    readonly name: string | null,
    readonly anonymous: boolean,
    private readonly region: Region | undefined,
  ) {}
  get e164(): string | null {
    return this.anonymous ? null : toE164(this.number, this.region)
  }
}

const ANONYMOUS = /^(anonymous|restricted|unavailable|unknown|private|withheld)$/i

/**
 * One end of a call.
 * @param number the number or name as the vendor wrote it.
 * @param region the numbering plan of national forms.
 */
export function toParty(number: string | null, region: Region | undefined, name: string | null = null): Party {
  return new LazyParty(number, name, number !== null && ANONYMOUS.test(number), region)
}
