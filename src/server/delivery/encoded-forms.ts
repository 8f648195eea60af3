import { type Body, lengthOf } from '../http/sliced-json.js'
import type { Compressor } from './compress.js'
import type { ContentEncoding } from './content-encoding.js'

/** The compressed forms of one answer: each is made once, for all who share it. */
export class EncodedForms {
  readonly #forms = new Map<ContentEncoding, Body | Promise<Body>>()
  #bytes = 0
  /** Called when the forms take more memory than before. */
  onGrown: (() => void) | null = null

  /** What the forms take. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * @param body the answer, always the same one.
   * @returns null where it is sent as it is.
   */
  get(body: Body, encoding: ContentEncoding, compressor: Compressor): Body | Promise<Body> | null {
    const known = this.#forms.get(encoding)
    if (known !== undefined) return known
    const making = compressor.compress(body, encoding)
    if (making === null) return null
    const made = making.then(
      (form) => {
        this.#forms.set(encoding, form)
        this.#bytes += lengthOf(form)
        this.onGrown?.()
        return form
      },
      (error: unknown) => {
        this.#forms.delete(encoding)
        throw error
      },
    )
    this.#forms.set(encoding, made)
    return made
  }
}
