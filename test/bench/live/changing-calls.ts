// A list of calls in progress that changes in the same way for everybody who reads it: what is in it depends on the second
// alone. Of 1000 calls of which 6 % change, in every second 20 have begun, 20 were answered and 20 have ended.

import { switchStruct } from '../vendor-rows.ts'

export interface ChangingList {
  /** Calls in the list; always as many. */
  readonly calls: number
  /** This many begin in every second, as many are answered, and as many end. */
  readonly perSecond: number
}

/** How long a call rings before it is answered. */
const RINGING_SECONDS = 5
/** The native id of call 0. */
const FIRST_ID = 100_000

/** The name of the site with such a list. @throws RangeError when not as many whole calls can begin as end. */
export function siteOf(calls: number, percent: number): string {
  const perSecond = (calls * percent) / 300
  const isWhole = Number.isInteger(perSecond) && perSecond > 0 && Number.isInteger(calls / perSecond)
  if (!isWhole || calls / perSecond <= RINGING_SECONDS)
    throw new RangeError(`${percent} % of ${calls} calls cannot change: a third of them begin, a third end`)
  return `live-${calls}-${perSecond}`
}

/** What the name of a site says; null when its list does not change. */
export function changingList(site: string): ChangingList | null {
  const [, calls, perSecond] = /^live-(\d+)-(\d+)$/.exec(site) ?? []
  return calls === undefined ? null : { calls: Number(calls), perSecond: Number(perSecond) }
}

/** The calls of one second of the epoch as the switch writes them; switches promise no order, so theirs is none. */
export function callsAt(second: number, { calls, perSecond }: ChangingList): readonly string[] {
  const oldest = (second + 1) * perSecond - calls
  return Array.from({ length: calls }, (_, at) => {
    const call = oldest + ((at * 7919) % calls)
    const began = Math.floor(call / perSecond)
    const talked = second - began - RINGING_SECONDS
    return switchStruct(call, began * 1000, talked < 0 ? null : talked + 0.25)
  })
}

/** The second whose newest call has this native id. */
export const secondOf = (newestId: number, { perSecond }: ChangingList): number =>
  (newestId - FIRST_ID + 1) / perSecond - 1
