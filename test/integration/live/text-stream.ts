import { TICKS } from './live-server.js'

/** A response that does not end, read as text. */
export class TextStream {
  #buffered = ''
  readonly #reader: ReadableStreamDefaultReader<string>

  constructor(readonly response: Response) {
    if (response.body === null) throw new Error('the response has no body')
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  }

  /** Reads until a text has arrived. @returns everything up to its end that was not returned before. */
  async until(text: string): Promise<string> {
    for (;;) {
      const at = this.#buffered.indexOf(text)
      if (at >= 0) {
        const read = this.#buffered.slice(0, at + text.length)
        this.#buffered = this.#buffered.slice(at + text.length)
        return read
      }
      const { done, value } = await this.#reader.read()
      if (done) throw new Error(`the stream has ended after ${JSON.stringify(this.#buffered)}`)
      this.#buffered += value
    }
  }

  /** Reads to the end. @returns the rest. @throws where the connection broke instead. */
  async rest(): Promise<string> {
    for (;;) {
      const { done, value } = await this.#reader.read()
      if (done) return this.#buffered
      this.#buffered += value
    }
  }

  /** Disconnects. */
  cancel(): Promise<void> {
    return this.#reader.cancel()
  }
}

export const SSE_ACCEPT = 'text/event-stream'
export const MULTIPART_ACCEPT = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json'

export interface StreamRequest {
  readonly query?: string
  readonly variables?: object
  readonly accept?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Posts a subscription. */
export async function subscribe(url: string, request: StreamRequest = {}): Promise<TextStream> {
  const { query = TICKS, variables, accept = SSE_ACCEPT, headers = {} } = request
  return new TextStream(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...headers },
      body: JSON.stringify({ query, variables }),
    }),
  )
}

/** The same by GET. */
export async function subscribeByGet(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  query = TICKS,
): Promise<TextStream> {
  return new TextStream(
    await fetch(`${url}?${new URLSearchParams({ query })}`, { headers: { accept: SSE_ACCEPT, ...headers } }),
  )
}
