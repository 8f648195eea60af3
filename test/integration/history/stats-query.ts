// The statistics of calls that have ended, as the tests ask for them.

import type { Report } from '../../support/ask.js'

export interface Sum {
  readonly amount: string
  readonly currency: string | null
  readonly calls: number
  readonly source: { readonly name: string } | null
}
export interface Measures {
  readonly attempts: number
  readonly answered: number
  readonly asr: number | null
  readonly ner: number | null
  readonly acdSeconds: number | null
  readonly minutes: number | null
  readonly billedMinutes: number | null
  readonly price: readonly Sum[]
  readonly cost: readonly Sum[]
  readonly margin: readonly Sum[]
}
export interface Group extends Measures {
  readonly source: { readonly name: string } | null
  readonly hour: string | null
  readonly day: string | null
  readonly accountId: string | null
  readonly country: string | null
  readonly carrier: string | null
  readonly customer: { readonly nativeId: string } | null
  readonly destination: { readonly country: string | null; readonly description: string | null } | null
  readonly disconnectCause: {
    readonly system: string
    readonly code: number | null
    readonly text: string | null
  } | null
}
export interface Stats extends Measures {
  readonly precision: string
  readonly coverage: {
    readonly from: string | null
    readonly to: string
    readonly rowsRead: number
    readonly sources: readonly { readonly attempts: string; readonly from: string | null }[]
  }
  readonly groups: readonly Group[]
  readonly sources: readonly Report[]
}
const SUM = '{ amount currency calls source { name } }'
export const MEASURES = `attempts answered asr ner acdSeconds minutes billedMinutes price ${SUM} cost ${SUM} margin ${SUM}`
export const STATS = `query ($filter: CallFilter!, $by: [CallGrouping!]!, $zone: String) {
  callStats(filter: $filter, groupBy: $by, timeZone: $zone) {
    ${MEASURES} precision
    coverage { from to rowsRead sources { attempts from } }
    groups { ${MEASURES} source { name } hour day accountId country carrier customer { nativeId }
      destination { country description } disconnectCause { system code text } }
    sources { source { name } status error { code message } totalCount window { from to } }
  }
}`
