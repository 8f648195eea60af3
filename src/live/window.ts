import type { EndReason } from '../../schema/enums.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Source } from '../engine/source/source.js'
import { compareKeys, type Key } from '../plan/order.js'
import type { IndexedCall } from './call-index.js'
import type { CallView, Member } from './call-view.js'

// The first calls of a channel in a given order.

export interface Placed {
  readonly source: Source
  readonly member: Member
}

/** What one move of the window has changed. */
export interface WindowChange {
  readonly hasNews: boolean
  readonly started: readonly Placed[]
  readonly changed: readonly Placed[]
  readonly ended: readonly {
    readonly source: Source
    readonly id: string
    readonly seenAtMs: EpochMs
    readonly reason: EndReason
  }[]
  /** The ids of the window in order; null: unchanged. */
  readonly order: readonly string[] | null
}

/** The calls of one source, as far as a window needs to know. */
export interface WindowSource {
  readonly source: Source
  readonly view: CallView | null
}

interface Ranked extends Placed {
  readonly key: Key
}

const keyOf = ({ source, member }: Placed): string => JSON.stringify([source.name, member.call.nativeId])

const CALLS_PER_STEP = 200

export class CallWindow {
  /** The window at the last move, by source and native id, and in which version of its source each call had changed last. */
  #before: ReadonlyMap<string, Ranked & { readonly changedIn: number; readonly view: CallView }> = new Map()

  /** @param rankOf the place of a call in the order: the smaller comes first. */
  constructor(
    private readonly size: number,
    private readonly rankOf: (source: Source, call: IndexedCall) => number,
  ) {}

  /** The calls in it now, in order. */
  members(sources: readonly WindowSource[]): readonly Placed[] {
    const ranking = this.#ranking(sources)
    for (;;) {
      const step = ranking.next()
      if (step.done === true) return step.value
    }
  }

  /** Moves the window to the calls as they are now. @returns what has changed since the last move. */
  *move(sources: readonly WindowSource[]): Generator<void, WindowChange> {
    const now = yield* this.#ranking(sources)
    const before = this.#before
    const views = new Map(sources.map(({ source, view }) => [source.name, view]))
    const next = new Map(
      now.flatMap((ranked) => {
        const view = views.get(ranked.source.name) ?? null
        return view === null ? [] : [[keyOf(ranked), { ...ranked, changedIn: ranked.member.changedIn, view }] as const]
      }),
    )
    const started = now.filter((ranked) => !before.has(keyOf(ranked)))
    const changed = now.filter((ranked) => {
      const known = before.get(keyOf(ranked))
      return known !== undefined && known.changedIn !== ranked.member.changedIn
    })
    const ended = [...before].flatMap(([key, { source, member, view }]) => {
      if (next.has(key)) return []
      const { nativeId } = member.call
      const former = view.members.has(nativeId) ? undefined : view.whyRemoved(nativeId)
      const reason: EndReason = view.members.has(nativeId) ? 'OUT_OF_WINDOW' : (former?.reason ?? 'GONE')
      return [{ source, id: member.id, seenAtMs: former?.seenAtMs ?? member.call.seenAtMs, reason }]
    })
    const [keysBefore, keysNow] = [[...before.keys()], [...next.keys()]]
    const isSameOrder = keysBefore.length === keysNow.length && keysBefore.every((key, at) => key === keysNow[at])
    this.#before = next
    const order = isSameOrder ? null : now.map(({ member }) => member.id)
    return {
      hasNews: started.length + changed.length + ended.length > 0 || !isSameOrder,
      started,
      changed,
      ended,
      order,
    }
  }

  *#ranking(sources: readonly WindowSource[]): Generator<void, readonly Ranked[]> {
    const all: Ranked[] = []
    for (const { source, view } of sources)
      for (const member of view?.members.values() ?? []) {
        if (all.length % CALLS_PER_STEP === 0) yield
        const { call } = member
        const key = { rank: this.rankOf(source, call), source: source.name, nativeId: call.nativeId }
        all.push({ source, member, key })
      }
    return all.sort((a, b) => compareKeys(a.key, b.key)).slice(0, this.size)
  }
}
