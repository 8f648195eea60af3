// Error messages quote the input of the client so that it can be found; its beginning is enough for that.

/** Of one piece of input, in code points. */
const LONGEST_PIECE = 100
/** Of all pieces of a message together, such as an object with many members. */
const LONGEST_MESSAGE = 2000

/** A string as JSON and GraphQL write it, closed or not, or a word outside of strings. */
const PIECES = /"(?:[^"\\]+|\\.?)*"?|[^\s"]+/gsu

/** Cuts long strings and words in a message, and then the whole message. */
export function cutLongInput(message: string): string {
  if (message.length <= LONGEST_PIECE) return message
  const cut = message.replace(PIECES, (piece) =>
    piece.startsWith('"') ? `"${start(piece.slice(1), LONGEST_PIECE, '"')}` : start(piece, LONGEST_PIECE),
  )
  return start(cut, LONGEST_MESSAGE)
}

/** @param close the text that ends it, even where it is cut. */
function start(text: string, most: number, close = ''): string {
  if (text.length <= most + close.length) return text
  // A code point has two units at most.
  const points = [...text.slice(0, 2 * (most + close.length + 1))]
  return points.length <= most + close.length ? text : `${points.slice(0, most).join('')}…${close}`
}
