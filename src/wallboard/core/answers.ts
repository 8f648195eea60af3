// The answers to the operations of this page, as the schema describes them. Times are ISO 8601.

export type UpdateKind = 'SNAPSHOT' | 'CHANGES' | 'ALIVE' | 'EXPIRING'
export type HealthState = 'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN'
export type SourceStatus = 'OK' | 'PARTIAL' | 'FAILED' | 'UNSUPPORTED'

export interface StatsAnswer {
  readonly activeCallStats: {
    readonly kind: UpdateKind
    readonly at: string
    readonly stats: {
      readonly total: number
      readonly connected: number
      readonly groups: readonly GroupAnswer[]
      readonly sources: readonly SourceAnswer[]
    } | null
    /** Left out where the reader may not see them. */
    readonly alarms?: readonly AlarmAnswer[]
  }
}

export interface GroupAnswer {
  readonly source: { readonly name: string } | null
  readonly state: string | null
  readonly total: number
}

export interface SourceAnswer {
  readonly source: { readonly name: string; readonly title: string }
  readonly status: SourceStatus
  readonly error: { readonly code: string; readonly message: string } | null
  readonly fetchedAt: string | null
  readonly stale: boolean
}

export interface AlarmAnswer {
  readonly kind: string
  readonly source: { readonly name: string; readonly title: string } | null
  readonly since: string
  readonly value: number | null
  readonly threshold: number | null
}

export interface HealthAnswer {
  readonly sourceHealth: {
    readonly kind: UpdateKind
    /** All of them in a SNAPSHOT, then those whose health has changed. */
    readonly sources: readonly {
      readonly name: string
      readonly title: string
      readonly health: {
        readonly state: HealthState
        readonly since: string
        readonly lastSuccessAt: string | null
        readonly lastError: { readonly code: string; readonly message: string } | null
      }
    }[]
  }
}

export interface CountriesAnswer {
  readonly activeCallStats: {
    readonly kind: UpdateKind
    readonly at: string
    readonly stats: { readonly groups: readonly { readonly country: string | null; readonly total: number }[] } | null
  }
}

export interface PartyAnswer {
  readonly e164: string | null
  readonly number: string | null
  readonly name: string | null
  readonly anonymous: boolean
}

export interface CallAnswer {
  readonly id: string
  readonly source: { readonly name: string; readonly title: string }
  readonly state: string
  readonly caller: PartyAnswer
  readonly callee: PartyAnswer
  readonly customer: { readonly name: string | null } | null
  readonly durationSeconds: number | null
  readonly answeredAt: string | null
}

export interface CallsAnswer {
  readonly activeCallUpdates: {
    readonly kind: UpdateKind
    readonly position: string
    readonly at: string
    readonly more: boolean
    readonly started: readonly CallAnswer[]
    readonly changed: readonly CallAnswer[]
    readonly ended: readonly { readonly id: string }[]
    /** The window, when it has changed. */
    readonly order: readonly string[] | null
  }
}

export interface SampleAnswer {
  readonly at: string
  readonly source: { readonly name: string }
  /** Null: a gap, or no calls at all. */
  readonly state: string | null
  /** Null: a gap. */
  readonly total: number | null
}

const hasField = <Name extends string>(value: unknown, name: Name): value is Record<Name, object> =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, name) === 'object' &&
  Reflect.get(value, name) !== null

// The gateway that serves the page also executes its operations, so an answer that has the field has the shape of the
// schema. After an update of the gateway the page reloads itself.

export const isStatsAnswer = (data: unknown): data is StatsAnswer => hasField(data, 'activeCallStats')
export const isCountriesAnswer = (data: unknown): data is CountriesAnswer => hasField(data, 'activeCallStats')
export const isHealthAnswer = (data: unknown): data is HealthAnswer => hasField(data, 'sourceHealth')
export const isCallsAnswer = (data: unknown): data is CallsAnswer => hasField(data, 'activeCallUpdates')
export const isHistoryAnswer = (data: unknown): data is { readonly activeCallHistory: readonly SampleAnswer[] } =>
  hasField(data, 'activeCallHistory') && Array.isArray(data.activeCallHistory)
