/** A place of one request; freed once, when its answer has been sent or its client has left. */
export interface Place {
  free(): void
}

/** How many requests of each principal are being answered. */
export interface RequestsInProgress {
  /**
   * Takes a place for one more request.
   * @param key of the principal and the kind of its requests.
   * @param most how many there may be.
   * @returns null when all are taken.
   */
  take(key: string, most: number): Place | null | Promise<Place | null>
}

/** Those of this process; nothing is kept of principals that have none. */
export class OwnRequestsInProgress implements RequestsInProgress {
  readonly #counts = new Map<string, number>()

  of(key: string): number {
    return this.#counts.get(key) ?? 0
  }

  take(key: string, most: number): Place | null {
    if (this.of(key) >= most) return null
    this.#counts.set(key, this.of(key) + 1)
    return { free: () => this.#free(key) }
  }

  #free(key: string): void {
    const left = this.of(key) - 1
    if (left > 0) this.#counts.set(key, left)
    else this.#counts.delete(key)
  }
}
