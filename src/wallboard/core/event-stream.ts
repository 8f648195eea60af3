/** One event of an event stream (text/event-stream, as the HTML standard defines it). */
export interface StreamEvent {
  /** The event's name; `message` unless the stream names it. */
  readonly name: string
  /** Its lines of data, joined by line feeds. */
  readonly data: string
}

/**
 * Reads an event stream piece by piece. The browser's EventSource cannot be used: it sends no POST and no credentials in
 * headers, and hides the status of a refusal.
 */
export class EventStreamParser {
  /** The beginning of a line whose end has not arrived. */
  #rest = ''
  #name = ''
  #data: string[] = []

  /** @returns the events that this piece has completed. Comments are left out, and so are events without data. */
  feed(piece: string): readonly StreamEvent[] {
    const text = this.#rest + piece
    // A carriage return at the end may be the first half of a line end.
    const end = text.endsWith('\r') ? text.length - 1 : text.length
    const lines = text.slice(0, end).split(/\r\n|\n|\r/)
    this.#rest = (lines.pop() ?? '') + text.slice(end)
    return lines.flatMap((line) => this.#takeLine(line) ?? [])
  }

  #takeLine(line: string): StreamEvent | null {
    if (line === '') return this.#takeEvent()
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') this.#name = value
    if (field === 'data') this.#data.push(value)
    return null
  }

  #takeEvent(): StreamEvent | null {
    const event = this.#data.length === 0 ? null : { name: this.#name || 'message', data: this.#data.join('\n') }
    this.#name = ''
    this.#data = []
    return event
  }
}
