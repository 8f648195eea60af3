// A page of a connection, as GraphQL reads it. What is not selected is not computed.

import type { Row } from '../../adapters/contract.js'
import type { PageInfo, Total } from '../../schema/shapes.js'
import type { SourceReport } from '../../schema/source.js'
import { type Boundary, type CursorScope, encodeCursor, type SourceHint } from '../plan/cursor.js'
import type { Entry } from '../plan/locate.js'
import type { Key } from '../plan/order.js'
import { SourceTrouble } from '../transport/trouble.js'
import type { PageRequest } from './arguments.js'
import type { Merge, Taken } from './merge.js'
import type { Part } from './part.js'
import type { RecordView } from './records.js'
import { toSourceError } from './source.js'
import { sourcesFailed } from './trouble-of.js'

interface PageParts {
  readonly parts: readonly Part[]
  readonly merge: Merge
  readonly scope: CursorScope
  readonly page: PageRequest
  readonly boundary: Boundary | null
  readonly requireAll: boolean
}

type LastTaken = ReadonlyMap<Part, Entry<Row>>

export class ConnectionPage {
  readonly #of: PageParts
  readonly #taken: readonly Taken[]
  #nodes: readonly RecordView[] | null = null
  #cursors: readonly string[] | null = null

  /** @throws GraphQLError SOURCES_FAILED when no source that was asked has answered, or not all that are required. */
  constructor(parts: PageParts) {
    this.#of = parts
    this.#taken = parts.page.side === 'after' ? parts.merge.taken : [...parts.merge.taken].reverse()
    const asked = parts.parts.filter(({ trouble }) => trouble?.code !== 'UNSUPPORTED')
    const failed = asked.filter((part) => hasFailed(part))
    if (failed.length > 0 && (parts.requireAll || failed.length === asked.length)) throw sourcesFailed(this.sources)
  }

  get nodes(): readonly RecordView[] {
    this.#nodes ??= this.#taken.flatMap(({ part, entry }) => part.make?.(entry.row, part.reader?.fetchedAtMs ?? 0) ?? [])
    return this.#nodes
  }

  get edges(): readonly { readonly node: RecordView; readonly cursor: string }[] {
    const cursorAt = (at: number): string => this.#allCursors()[at] ?? ''
    return this.nodes.map((node, at) => ({
      node,
      get cursor() {
        return cursorAt(at)
      },
    }))
  }

  get pageInfo(): PageInfo {
    const { merge, page } = this.#of
    const otherSide = this.#hasOtherSide()
    const forward = page.side === 'after'
    const first = this.#cursorAt(0)
    const last = this.#cursorAt(this.#taken.length - 1)
    const early = merge.endedAt === null ? null : this.#cursor(merge.endedAt, false, this.#lastTaken(this.#of.merge.taken.length))
    return {
      hasNextPage: forward ? merge.hasMore : otherSide,
      hasPreviousPage: forward ? otherSide : merge.hasMore,
      startCursor: forward ? first : (early ?? first),
      endCursor: forward ? (early ?? last) : last,
    }
  }

  get totalCount(): number | null {
    const { precision, count } = this.total
    return precision === 'EXACT' ? count : null
  }

  get total(): Total {
    const supported = this.#of.parts.filter(({ trouble }) => trouble?.code !== 'UNSUPPORTED')
    const counts = supported.map((part) => this.#countOf(part))
    const known = counts.filter((count) => count !== null)
    const sum = known.reduce((a, b) => a + b, 0)
    if (known.length === counts.length) return { count: sum, precision: 'EXACT' }
    const seen = this.#taken.filter(({ part }) => this.#countOf(part) === null).length
    return known.length === 0 && seen === 0
      ? { count: null, precision: 'UNKNOWN' }
      : { count: sum + seen, precision: 'AT_LEAST' }
  }

  get sources(): readonly SourceReport[] {
    return this.#of.parts.map((part) => this.#report(part))
  }

  #countOf({ reader, trouble }: Part): number | null {
    return trouble === null ? (reader?.total ?? null) : null
  }

  #report(part: Part): SourceReport {
    const { source, reader, requests } = part
    const trouble = part.trouble ?? shortfallOf(part)
    const fetchedAtMs = reader?.fetchedAtMs ?? null
    return {
      source: source.node,
      status: statusOf(part, trouble),
      error: trouble === null ? null : toSourceError(trouble),
      totalCount: this.#countOf(part),
      fetchedAt: fetchedAtMs === null ? null : new Date(fetchedAtMs).toISOString(),
      stale: reader?.stale ?? false,
      requests,
    }
  }

  #hasOtherSide(): boolean {
    const { parts, boundary } = this.#of
    if (boundary === null) return false
    const answers = parts.map(({ reader, trouble }) => (trouble === null ? (reader?.otherSide ?? 'unknown') : 'unknown'))
    if (answers.includes('yes')) return true
    return boundary.isRecord && answers.includes('unknown')
  }

  #cursorAt(at: number): string | null {
    if (this.#cursors !== null) return this.#cursors[at] ?? null
    const taken = this.#taken[at]
    if (taken === undefined) return null
    const upTo = this.#of.page.side === 'after' ? at + 1 : this.#taken.length - at
    return this.#cursor(keyOf(taken), true, this.#lastTaken(upTo))
  }

  #allCursors(): readonly string[] {
    if (this.#cursors !== null) return this.#cursors
    const last = new Map<Part, Entry<Row>>()
    const cursors = this.#of.merge.taken.map((taken) => {
      last.set(taken.part, taken.entry)
      return this.#cursor(keyOf(taken), true, last)
    })
    this.#cursors = this.#of.page.side === 'after' ? cursors : cursors.reverse()
    return this.#cursors
  }

  /** Each source's last record among the first `count` that were taken. */
  #lastTaken(count: number): LastTaken {
    return new Map(this.#of.merge.taken.slice(0, count).map(({ part, entry }) => [part, entry]))
  }

  #cursor(key: Key, isRecord: boolean, last: LastTaken): string {
    const hints = this.#of.parts.map((part): SourceHint => {
      const { reader, trouble } = part
      if (trouble !== null) return { kind: trouble.code === 'UNSUPPORTED' ? 'none' : 'missed' }
      if (reader === null) return { kind: 'none' }
      const passed = isRecord ? (last.get(part) ?? null) : (reader.lookedUpTo ?? last.get(part) ?? null)
      return reader.hintAfter(passed, passed?.rank === key.rank)
    })
    return encodeCursor({ key, isRecord, hints }, this.#of.scope)
  }
}

const keyOf = ({ part, entry }: Taken): Key => ({ rank: entry.rank, source: part.source.name, nativeId: entry.nativeId })

const hasFailed = ({ trouble, reader }: Part): boolean =>
  trouble !== null && trouble.code !== 'UNSUPPORTED' && (reader?.fetchedAtMs ?? null) === null

function statusOf(part: Part, trouble: SourceTrouble | null): SourceReport['status'] {
  if (trouble === null) return 'OK'
  if (trouble.code === 'UNSUPPORTED' && part.reader === null) return 'UNSUPPORTED'
  return hasFailed(part) ? 'FAILED' : 'PARTIAL'
}

/** How much of its part a source has contributed. */
export const contributionOf = (part: Part): SourceReport['status'] => statusOf(part, part.trouble ?? shortfallOf(part))

/** What a source that did answer has left out. */
function shortfallOf({ reader, missed, continuesAtMs, source }: Part): SourceTrouble | null {
  if (reader === null) return null
  if (reader.state === 'stopped')
    return new SourceTrouble(
      'TOO_LARGE',
      `looked at ${reader.rowsRead} rows, which is all that one page may cost, without filling it; continue from endCursor`,
    )
  if (reader.shortfall !== null) return new SourceTrouble('TOO_LARGE', reader.shortfall)
  if (missed)
    return new SourceTrouble('UNAVAILABLE', `${source.node.title} had failed on an earlier page: its records before this page were missed`)
  if (reader.stale && continuesAtMs !== null && (reader.fetchedAtMs ?? Infinity) < continuesAtMs)
    return new SourceTrouble('UNAVAILABLE', `${source.node.title} does not answer in time, and its older list ends before this page begins: some of its records were missed`)
  return null
}
