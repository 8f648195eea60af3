import type { StartDecoder } from '../contract.js'

/** A decoder whose result is read by a function. Everything else is that of the decoder. */
export function mapResult<From, To>(start: StartDecoder<From>, read: (result: From) => To): StartDecoder<To> {
  return (head) => {
    const decoder = start(head)
    const { readsAtEnd, repairs } = decoder
    return {
      write: (text) => decoder.write(text),
      end: () => read(decoder.end()),
      ...(readsAtEnd === undefined ? {} : { readsAtEnd }),
      ...(repairs === undefined ? {} : { repairs }),
    }
  }
}
