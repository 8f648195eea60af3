import { TurnGate } from '../async/turn-gate.js'

/**
 * So many readers are served in one turn of the event loop, of all channels together. Writing to a socket takes 10 to 20
 * microseconds, so that a turn stays well below 10 ms.
 */
const READERS_PER_TURN = 250
/** Most events take 0.1 to 0.2 ms; longer ones are executed in slices. */
const EVENTS_MADE_PER_TURN = 40

/** What bounds the work of one turn of the event loop, however many readers have something to do at the same moment. */
export interface LiveGates {
  /** Passed by each reader that is woken, or is ended together with others. */
  readonly wakes: TurnGate
  /** Passed by each event on its way to a reader. */
  readonly events: TurnGate
  /** Passed by each channel that makes an event. */
  readonly makes: TurnGate
}

export const openGates = (): LiveGates => ({
  wakes: new TurnGate(READERS_PER_TURN),
  events: new TurnGate(READERS_PER_TURN),
  makes: new TurnGate(EVENTS_MADE_PER_TURN),
})
