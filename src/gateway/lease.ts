/** Something that several sets of parts use, such as a source whose settings did not change: closed with the last of them. */
export class Lease<Value> {
  #users = 1

  constructor(
    readonly value: Value,
    private readonly close: () => Promise<void>,
  ) {}

  /** One more uses it; it must not be closed yet. */
  share(): this {
    this.#users++
    return this
  }

  /** One fewer uses it. */
  async release(): Promise<void> {
    this.#users--
    if (this.#users === 0) await this.close()
  }
}
