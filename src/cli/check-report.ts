import type { StoreCheck } from '../cluster/store/check-store.js'
import type { SourceConfiguration } from '../config/schema.js'
import type { SourceFailure } from '../errors/source-failure.js'
import { hostAndPort } from '../outbound/proxy.js'
import type { CheckResult, ListFinding } from './check-source.js'
import { type CleanWords, cleanWords, formatWords, secretsOf } from './vendor-words.js'

// What `trunkline check` prints: a line for each source, or the same as JSON.

export interface CheckedSource extends CheckResult {
  readonly configuration: SourceConfiguration
}

export interface CheckReport {
  readonly results: readonly CheckedSource[]
  /** The store of the cluster; null where none is configured. */
  readonly store: StoreCheck | null
  readonly ok: boolean
}

/** Where a source is. */
interface Place {
  /** Host and port. */
  readonly server: string
  /** Those of the proxy in front of it. */
  readonly proxy: string | null
}

const placeOf = ({ common, proxy }: SourceConfiguration): Place => ({
  server: hostAndPort(new URL(common.url).origin),
  proxy: proxy === undefined ? null : hostAndPort(proxy.origin),
})

const wordsOf = ({ said }: SourceFailure, configuration: SourceConfiguration): CleanWords | null =>
  said === null ? null : cleanWords(said, secretsOf(configuration))

/** A line for each source, and for the store. */
export function toLines({ results, store }: CheckReport): readonly string[] {
  const width = Math.max(...results.map(({ configuration }) => configuration.name.length))
  const lines = results.map((result) => toLine(result, width))
  if (store === null) return lines
  return [...lines, `${'cluster'.padEnd(width)}  ${store.ok ? 'ok  ' : 'FAIL'}  ${store.findings.join('; ')}`]
}

/** `mor-lt  ok    reachable, authenticated; calls: 20 rows`. */
function toLine({ configuration, ok, summary, findings }: CheckedSource, nameWidth: number): string {
  const texts = findings.map((finding) => textOf(finding, configuration))
  const all = [...(summary === null ? [] : [summary]), ...texts]
  return `${configuration.name.padEnd(nameWidth)}  ${ok ? 'ok  ' : 'FAIL'}  ${all.join('; ')}`
}

function textOf({ text, failure }: ListFinding, configuration: SourceConfiguration): string {
  if (failure === null) return text
  const { server, proxy } = placeOf(configuration)
  if (failure.proxy !== null) return `${text}: ${failure.proxy} (on the way to ${server})`
  const words = wordsOf(failure, configuration)
  const place = proxy === null ? server : `${server} through the proxy ${proxy}`
  return `${text}: ${failure.message} (${place}${words === null ? '' : ` answered ${formatWords(words)}`})`
}

/** The form of `trunkline check --json`, which docs/operations.md describes. Keys may be added; none changes its meaning. */
export function toJson({ results, store, ok }: CheckReport, warnings: readonly string[], nowMs: number): string {
  return JSON.stringify(
    {
      version: 1,
      checkedAt: new Date(nowMs).toISOString(),
      ok,
      warnings,
      sources: results.map(toSource),
      cluster: store === null ? null : toCluster(store),
    },
    null,
    2,
  )
}

const toCluster = ({ ok, isReachable, version, evictionPolicy, isPermitted, findings }: StoreCheck): object => ({
  ok,
  reachable: isReachable,
  version,
  evictionPolicy,
  permitted: isPermitted,
  message: findings.join('; '),
})

const toSource = ({ configuration, ok, summary, findings }: CheckedSource): object => ({
  name: configuration.name,
  vendor: configuration.adapter.vendor,
  ...placeOf(configuration),
  ok,
  summary,
  lists: findings.map((finding) => ({
    list: finding.list,
    ok: finding.ok,
    rows: finding.rows,
    order: finding.order,
    message: textOf(finding, configuration),
    error: finding.failure === null ? null : toError(finding.failure, configuration),
  })),
})

const toError = (failure: SourceFailure, configuration: SourceConfiguration): object => ({
  code: failure.code,
  message: failure.proxy ?? failure.message,
  isOfProxy: failure.proxy !== null,
  answer: wordsOf(failure, configuration),
})
