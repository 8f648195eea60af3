import type { ActiveCallState, CallStatus, Direction } from '../../schema/enums.js'

// The words of Status and Direction in call records, which several vendors with a REST interface have in common.

export interface StatusMeaning {
  readonly status: CallStatus
  readonly state: ActiveCallState
}
export type StatusWord = readonly [word: string, meaning: StatusMeaning]

const STATUS_WORDS: readonly StatusWord[] = [
  ['queued', { status: 'QUEUED', state: 'SETUP' }],
  ['ringing', { status: 'RINGING', state: 'RINGING' }],
  ['in-progress', { status: 'IN_PROGRESS', state: 'CONNECTED' }],
  ['completed', { status: 'COMPLETED', state: 'ENDED' }],
  ['failed', { status: 'FAILED', state: 'ENDED' }],
  ['busy', { status: 'BUSY', state: 'ENDED' }],
  ['no-answer', { status: 'NO_ANSWER', state: 'ENDED' }],
  ['canceled', { status: 'CANCELED', state: 'ENDED' }],
]

/** What a word means; UNKNOWN if it is absent, or not one of them. */
export interface StatusReader {
  readonly toCallStatus: (text: string | null) => CallStatus
  readonly toActiveCallState: (text: string | null) => ActiveCallState
}

/**
 * Reads Status. Words come as text (`in-progress`) or as enum names (`IN_PROGRESS`), so case and `_` are ignored.
 * @param own words that only one vendor has.
 */
export function statusReader(own: readonly StatusWord[] = []): StatusReader {
  const words = new Map<string, StatusMeaning>([...STATUS_WORDS, ...own])
  const meaningOf = (text: string | null) =>
    // The first lookup is for the spelling of most rows.
    words.get(text ?? '') ?? words.get((text ?? '').toLowerCase().replaceAll('_', '-'))
  return {
    toCallStatus: (text) => meaningOf(text)?.status ?? 'UNKNOWN',
    toActiveCallState: (text) => meaningOf(text)?.state ?? 'UNKNOWN',
  }
}

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['inbound', 'INBOUND'],
  ['outbound', 'OUTBOUND'],
  ['outbound-api', 'OUTBOUND'],
  ['outbound-dial', 'OUTBOUND'],
  // Of a SIP trunk: from the telephone network to the trunk, and the other way.
  ['trunking-originating', 'INBOUND'],
  ['trunking-terminating', 'OUTBOUND'],
])

/** The direction of a call, in upper or lower case; UNKNOWN if it is absent, or another word. */
export const toDirection = (text: string | null): Direction =>
  DIRECTIONS.get(text ?? '') ?? DIRECTIONS.get((text ?? '').toLowerCase()) ?? 'UNKNOWN'
