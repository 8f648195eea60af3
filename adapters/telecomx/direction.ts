import type { Direction } from '../../schema/enums.js'

/** TelecomX `direction`: 'I' for calls received from a peer, 'O' for calls received from a trusted host. */
export const DIRECTIONS: ReadonlyMap<string, Direction> = new Map<string, Direction>([
  ['I', 'INBOUND'],
  ['O', 'OUTBOUND'],
])

/** TelecomX parameter `direction`: I or O; other lists of this vendor use other values. */
export const DIRECTION_PARAMETERS: ReadonlyMap<unknown, string> = new Map([
  ['INBOUND', 'I'],
  ['OUTBOUND', 'O'],
])
