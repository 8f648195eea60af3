import type { EpochMs } from '../../schema/scalars.js'

// Requests to a vendor, as data.

export type Parameters = readonly (readonly [name: string, value: string])[]

/** One request to a vendor, complete except for the host and the credentials. */
export interface VendorRequest {
  /** The vendor's name of the operation, for logs, metrics and explain: `listActiveCalls`, `GET /sbc/session`. */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Appended to the configured URL; begins with a slash unless it is empty; already percent-encoded. */
  readonly path: string
  /**
   * An id in the path holds dots beside an encoded slash (`a%2F..%2Fb`), which a server that decodes early resolves to
   * another path. Only for reads whose record is checked, and for actions that `confirm` has preceded; absent: refused.
   */
  readonly allowsEncodedDots?: boolean
  readonly query?: Parameters
  readonly body?: RequestBody
  /** Whether it is safe to send the request twice. Reads by POST are repeatable; control requests never are. */
  readonly repeatable: boolean
  /** Whether the response holds credentials. It is then not shared or cached, unless they are removed (`secrets`). */
  readonly confidential?: boolean
  /**
   * Whether the vendor may refuse this operation with a 401 although the credentials are right, because the user lacks a
   * permission. Such a refusal then concerns this operation only, if the credentials have been accepted before.
   */
  readonly mayLackPermission?: boolean
  readonly accept: string
}

export type RequestBody =
  | { readonly kind: 'form'; readonly fields: Parameters }
  | {
      readonly kind: 'text'
      readonly contentType: string
      readonly text: string
      /** The content of the text as parameters, for explain; no secrets. */
      readonly parameters: Parameters
    }

/** Which rows of a vendor's list are requested. */
export type Window =
  | { readonly style: 'offset'; readonly offset: number; readonly limit: number }
  | { readonly style: 'page'; readonly page: number; readonly pageSize: number }
  | { readonly style: 'snapshot' }
  /** Where to continue, as the answer before said in `next`; null: from the beginning. */
  | { readonly style: 'token'; readonly token: string | null; readonly limit: number }
  | SliceWindow

/** The rows of one time slice, or a part of them. */
export interface SliceWindow {
  readonly style: 'slice'
  /**
   * The slice: instants in milliseconds since 1970, multiples of the granularity. The request must find every row whose
   * compared time is at or after `fromMs` and before `toMs`; rows outside are dropped by the engine. So both are sent as
   * they are, and an adapter whose vendor has coarser times, or days of another zone, widens the range. `toMs` may lie in
   * the future.
   */
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
  /** How many rows of the slice to skip; a multiple of `limit` where the vendor has pages, and 0 where it has neither. */
  readonly offset: number
  /** The most rows to return; Infinity where the vendor has no such parameter. */
  readonly limit: number
  /** Where to continue, as the answer before said in `next`; null: from the beginning. */
  readonly token: string | null
}
