import type { EndedBy } from '../../schema/enums.js'
import { meaningIn, toWord } from './words.js'

/** TelecomX `endedBy`: A for caller, B for callee (the sender of the CANCEL or BYE), F for fraud or S for system. */
export const ENDED_BY: ReadonlyMap<string, EndedBy> = new Map<string, EndedBy>([
  ['A', 'CALLER'],
  ['B', 'CALLEE'],
  ['F', 'FRAUD'],
  ['S', 'SYSTEM'],
])

const endedBy = meaningIn(ENDED_BY)

/** Null if the session has not ended. */
export const toEndedBy = (value: unknown): EndedBy | null => (toWord(value) === null ? null : endedBy(value))
