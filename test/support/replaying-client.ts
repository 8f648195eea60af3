// A client that puts together what a subscription reports.

export const CALLS = /* GraphQL */ `
  subscription ($filter: ActiveCallFilter, $first: Int, $since: String) {
    activeCallUpdates(filter: $filter, first: $first, orderBy: OLDEST_FIRST, since: $since) {
      kind position more
      started { id state direction }
      changed { id state direction }
      ended { id reason }
      order totalCount
    }
  }
`

export interface Call {
  readonly id: string
  readonly state: string
}
interface Update {
  readonly kind: string
  readonly position: string
  readonly more: boolean
  readonly started: readonly Call[]
  readonly changed: readonly Call[]
  readonly ended: readonly { readonly id: string; readonly reason: string }[]
  readonly order: readonly string[] | null
  readonly totalCount: number | null
}

/** What a client does with updates, as the schema says. */
export class ReplayingClient {
  readonly calls = new Map<string, Call>()
  order: readonly string[] = []
  position: string | undefined
  gone = 0
  /** Whether further parts of a snapshot follow. */
  isInSnapshot = false

  take(data: Readonly<Record<string, unknown>>): void {
    const { kind, started, changed, ended, more, position, order }: Update = data as never
    if (kind === 'SNAPSHOT' && !this.isInSnapshot) this.calls.clear()
    this.isInSnapshot = kind === 'SNAPSHOT' && more
    for (const call of [...started, ...changed]) this.calls.set(call.id, call)
    for (const { id, reason } of ended) {
      this.calls.delete(id)
      if (reason === 'GONE') this.gone++
    }
    if (order !== null) this.order = order
    this.position = position
  }

  get state(): readonly Call[] {
    return [...this.calls.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }
}
