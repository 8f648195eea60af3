import type { EndedBy } from '../../schema/enums.js'

/** TelecomX `endedBy`: A for caller, B for callee (the sender of the CANCEL or BYE), F for fraud or S for system. */
export const ENDED_BY: ReadonlyMap<string, EndedBy> = new Map<string, EndedBy>([
  ['A', 'CALLER'],
  ['B', 'CALLEE'],
  ['F', 'FRAUD'],
  ['S', 'SYSTEM'],
])
