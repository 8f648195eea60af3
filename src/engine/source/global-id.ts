/** The types that have a global id. The letter is part of the id, so it is never changed or reused. */
const LETTERS = { Call: 'c', Session: 's', SipAccount: 't', ActiveCall: 'a', Customer: 'u' } as const
export type NodeType = keyof typeof LETTERS

export interface GlobalId {
  readonly type: NodeType
  readonly source: string
  readonly nativeId: string
}

/** A self-contained id, which stays valid after restarts: base64url of `letter:source:nativeId`. */
export const toGlobalId = (type: NodeType, source: string, nativeId: string): string =>
  Buffer.from(`${LETTERS[type]}:${source}:${nativeId}`, 'utf8').toString('base64url')

/** Reads a global id; null when the text is none. */
export function parseGlobalId(text: string): GlobalId | null {
  const bytes = Buffer.from(text, 'base64url')
  const match = /^([a-z]):([^:]+):(.+)$/s.exec(bytes.toString('utf8'))
  const type = Object.entries(LETTERS).find(([, letter]) => letter === match?.[1])?.[0]
  const [, , source, nativeId] = match ?? []
  if (bytes.toString('base64url') !== text || source === undefined || nativeId === undefined) return null
  return isNodeType(type) ? { type, source, nativeId } : null
}

const isNodeType = (text: string | undefined): text is NodeType => text !== undefined && text in LETTERS
