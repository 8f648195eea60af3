import type { EndReason } from '../../schema/enums.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { RecordView } from '../engine/source/records.js'
import type { CallIndex, IndexChange, IndexedCall } from './call-index.js'
import { ViewStates } from './view-states.js'

// The calls of one source that a channel shows: those that its viewers may see, and that match its filter. The versions
// are those of the source's index.

/** What a channel shows of the calls of a source. */
export interface Lens {
  /** Whether the viewers may see the call, and it matches. */
  shows(call: IndexedCall): boolean
  /** Whether that depends on the talk time, which passes without a change of the row. */
  readonly isTimed: boolean
  /** The call as the viewers see it; null: not at all. */
  recordOf(call: IndexedCall): RecordView | null
}

/** A call that is shown. */
export interface Member {
  readonly call: IndexedCall
  /** As clients know it. */
  readonly id: string
  /** Increases with each call that is added to any view of the channel. */
  readonly place: number
  /** The version in which it was added. */
  readonly since: number
  /** The version in which it last changed. */
  changedIn: number
  /** Of the call as it is shown. */
  fingerprint: bigint
}

/** A call that is no longer shown. */
export interface FormerMember {
  readonly call: IndexedCall
  readonly id: string
  /** The version in which it was removed. */
  readonly version: number
  readonly seenAtMs: EpochMs
  readonly reason: Exclude<EndReason, 'OUT_OF_WINDOW'>
}

/** For how many versions removed calls are remembered; readers further behind get everything again. */
const VERSIONS_KEPT = 64
const CALLS_PER_STEP = 100

export class CallView {
  readonly #members = new Map<string, Member>()
  #former: FormerMember[] = []
  #version: number
  readonly #loadedIn: number
  #isLoaded = false
  /** Null where there is no other instance of the gateway. */
  readonly #states: ViewStates | null

  constructor(
    private readonly index: CallIndex,
    private readonly lens: Lens,
    private readonly nextPlace: () => number,
  ) {
    this.#version = index.version
    this.#loadedIn = index.version
    this.#states = index.hasFingerprints ? new ViewStates(VERSIONS_KEPT) : null
  }

  get version(): number {
    return this.#version
  }

  get members(): ReadonlyMap<string, Member> {
    return this.#members
  }

  /** Whether the changes since a version are known; a reader who has no calls of the source is at 0. */
  knows(version: number): boolean {
    const oldest = Math.max(this.#loadedIn, this.#version - VERSIONS_KEPT)
    return version === 0 || (version >= oldest && version <= this.#version)
  }

  /** What was shown in a version, as a text; null: it is not known. */
  stateAt(version: number): string | null {
    return this.#states?.at(version) ?? null
  }

  /** The last version in which this was shown; null: none since which it is known what has changed. */
  versionOf(state: string): number | null {
    return this.#states?.versionOf(state, this.#version) ?? null
  }

  /** Adds the calls that the index has when the channel opens. No change may be applied before this has finished. */
  *load(): Generator<void> {
    let looked = 0
    for (const call of this.index.calls.values()) {
      if (++looked % CALLS_PER_STEP === 0) yield
      if (!this.#members.has(call.nativeId)) this.#add(call, this.#loadedIn)
    }
    this.#isLoaded = true
    this.#states?.settle(this.#version)
  }

  /** @returns whether what is shown has changed. */
  *apply({ version, started, changed, gone }: IndexChange): Generator<void, boolean> {
    let hasNews = false
    let looked = 0
    const look = (call: IndexedCall, hasChanged: boolean): void => {
      if (this.#look(call, version, hasChanged)) hasNews = true
    }
    for (const call of gone) if (this.#remove(call, version, 'GONE')) hasNews = true
    for (const call of started) {
      if (++looked % CALLS_PER_STEP === 0) yield
      look(call, false)
    }
    for (const call of changed) {
      if (++looked % CALLS_PER_STEP === 0) yield
      look(call, true)
    }
    if (this.lens.isTimed)
      for (const call of this.index.calls.values()) {
        if (++looked % CALLS_PER_STEP === 0) yield
        look(call, false)
      }
    this.#version = version
    // A view that is only loaded in part was never shown.
    if (this.#isLoaded) this.#states?.settle(version)
    this.#forget()
    return hasNews
  }

  /** The calls that were removed after a version and have not come back. */
  removedAfter(version: number): readonly FormerMember[] {
    return this.#former.filter((former) => former.version > version && !this.#members.has(former.call.nativeId))
  }

  /** Why a call is no longer shown, if that is remembered. */
  whyRemoved(nativeId: string): FormerMember | undefined {
    return this.#former.findLast(({ call }) => call.nativeId === nativeId)
  }

  #look(call: IndexedCall, version: number, hasChanged: boolean): boolean {
    const member = this.#members.get(call.nativeId)
    if (!this.lens.shows(call)) return member !== undefined && this.#remove(call, version, 'NO_LONGER_MATCHES')
    if (member === undefined) return this.#add(call, version)
    if (!hasChanged) return false
    member.changedIn = version
    this.#states?.toggle(member.fingerprint ^ call.fingerprint)
    member.fingerprint = call.fingerprint
    return true
  }

  #add(call: IndexedCall, version: number): boolean {
    const record = this.lens.shows(call) ? this.lens.recordOf(call) : null
    if (record === null) return false
    const { fingerprint } = call
    const member = { call, id: record.id, place: this.nextPlace(), since: version, changedIn: version, fingerprint }
    this.#members.set(call.nativeId, member)
    this.#states?.toggle(fingerprint)
    return true
  }

  #remove(call: IndexedCall, version: number, reason: FormerMember['reason']): boolean {
    const member = this.#members.get(call.nativeId)
    if (member === undefined) return false
    this.#members.delete(call.nativeId)
    this.#states?.toggle(member.fingerprint)
    this.#former.push({ call, id: member.id, version, seenAtMs: call.seenAtMs, reason })
    return true
  }

  #forget(): void {
    const oldest = this.#version - VERSIONS_KEPT
    if ((this.#former[0]?.version ?? Infinity) <= oldest)
      this.#former = this.#former.filter(({ version }) => version > oldest)
  }
}
