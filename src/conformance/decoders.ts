import type { Declaration, DecodedPage, StartDecoder } from '../../adapters/contract.js'
import { isSuccess } from './answers.js'
import { exchangeName, listsOf, operationsOf } from './operations.js'
import type { ConformanceKit } from './rules/rule.js'

/** A decoder of an adapter, and answers that it is known to read. */
export interface DeclaredDecoder {
  readonly at: string
  readonly declaration: Declaration
  readonly start: StartDecoder<unknown>
  /** For a list: the same decoder. */
  readonly startPage: StartDecoder<DecodedPage> | null
  readonly answers: readonly { readonly contentType: string; readonly body: string }[]
}

/** Every decoder under every example, each function once. */
export function decodersOf({ adapter, goldens }: ConformanceKit): readonly DeclaredDecoder[] {
  const all = adapter.examples.flatMap(({ label, declaration }) => {
    const { auth } = declaration
    const answersOf = (name: string) =>
      goldens.flatMap((golden) => {
        const { example, response, fault } = golden
        const fits = example === label && exchangeName(golden) === name && fault === undefined
        return fits && response !== undefined && isSuccess(response) ? [response] : []
      })
    return [
      ...listsOf(declaration).map(({ name, list }) => ({
        name: `list ${name}`,
        start: list.decode,
        startPage: list.decode,
      })),
      ...operationsOf(declaration).map(({ name, decode }) => ({ name, start: decode, startPage: null })),
      ...(auth.scheme === 'login' ? [{ name: 'login', start: auth.decode, startPage: null }] : []),
    ].map(({ name, ...decoder }) => ({ at: `${label}: ${name}`, declaration, ...decoder, answers: answersOf(name) }))
  })
  const first = new Map<StartDecoder<unknown>, DeclaredDecoder>()
  for (const decoder of all) {
    const known = first.get(decoder.start)
    first.set(
      decoder.start,
      known === undefined ? decoder : { ...known, answers: [...known.answers, ...decoder.answers] },
    )
  }
  return [...first.values()]
}

const PIECE = 65_536

/** Decodes a text that arrives in pieces of this length. */
export function decodeInPieces<Result>(
  start: StartDecoder<Result>,
  body: string,
  contentType: string,
  pieceLength = PIECE,
): Result {
  const decoder = start({ contentType })
  for (let at = 0; at < body.length; at += pieceLength) decoder.write(body.slice(at, at + pieceLength))
  return decoder.end()
}
