import type { Principal } from '../rights/principal.js'
import type { Refusal } from '../rights/refusal.js'

export interface Authenticated {
  readonly ok: true
  readonly principal: Principal
}

/** Who asks, or why that is not known. */
export type Authentication = Authenticated | Refusal
