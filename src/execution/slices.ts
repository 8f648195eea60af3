/** How an execution shares the event loop with others. */
export interface Slices {
  /** Counts items that are read without calling `isOver` first. */
  spend(items: number): void
  /** Called before one more item or value is completed: whether it has to be queued because the slice is used up. */
  isOver(): boolean
  /** Runs a piece of work later; drops it when the execution has been stopped. */
  queue(work: () => void): void
  /** Sets what is called when the execution is stopped, with the reason. */
  onStop(listener: (reason: unknown) => void): void
}

/** Everything is done at once, as graphql-js does it. */
export const UNSLICED: Slices = {
  spend: () => undefined,
  isOver: () => false,
  queue: (work) => work(),
  onStop: () => undefined,
}
