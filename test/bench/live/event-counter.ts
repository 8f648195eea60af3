// Counts server-sent events without decoding them: lines that begin with `data:`, wherever the stream is cut into pieces.

const DATA = Buffer.from('data:')
const LINE_END = 10

/** A counter for one stream: how many events have begun in the next piece of it. */
export function eventCounter(): (piece: Buffer) => number {
  // How many bytes of `data:` this line has had; -1 when it is another line, or has been counted.
  let matched = -1
  return (piece) => {
    let events = 0
    for (let at = 0; at < piece.length; ) {
      if (matched < 0) {
        const end = piece.indexOf(LINE_END, at)
        if (end < 0) break
        matched = 0
        at = end + 1
        continue
      }
      const byte = piece[at++]
      if (byte === LINE_END) matched = 0
      else if (byte !== DATA[matched]) matched = -1
      else if (++matched === DATA.length) {
        matched = -1
        events++
      }
    }
    return events
  }
}
