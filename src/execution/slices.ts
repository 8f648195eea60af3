/** How an execution shares the event loop with others. */
export interface Slices {
  /** Counts items that are read without asking first. */
  spend(items: number): void
  /** One more item or value is about to be completed: whether that has to be queued, because much was done already. */
  isOver(): boolean
  /** Runs a piece of work later. Never, when the execution has been stopped. */
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
