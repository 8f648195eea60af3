// The result of `npm run bench:cluster`, and how it is shown in the terminal and in docs/performance.md.

export interface ClusterRow {
  readonly name: string
  readonly instances: number
  readonly polls: number
  readonly failures: readonly string[]
  readonly vendorPerSecond: number
  /** In any span in which a list is fresh. */
  readonly mostPerWindow: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** After a fault, until no window has more than one request any more; null: there was no fault. */
  readonly oneAgainMs: number | null
}

export interface ClusterResult {
  readonly date: string
  readonly node: string
  readonly machine: string
  readonly vendorMs: number
  /** Of each instance. */
  readonly dashboards: number
  /** How long each case was measured. */
  readonly seconds: number
  readonly results: readonly ClusterRow[]
}

export const CLUSTER_HEAD = [
  '| case | instances | polls | failed | vendor requests/s | most in a window | p50 ms | p99 ms | one again after ms |',
  '| --- | --: | --: | --: | --: | --: | --: | --: | --: |',
].join('\n')

export function clusterLine(row: ClusterRow): string {
  const { name, instances, polls, failures, vendorPerSecond, mostPerWindow, p50Ms, p99Ms, oneAgainMs } = row
  const numbers = [instances, polls, failures.length, vendorPerSecond.toFixed(2), mostPerWindow]
  return `| ${[name, ...numbers, p50Ms.toFixed(1), p99Ms.toFixed(0), oneAgainMs ?? ''].join(' | ')} |`
}

/** For docs/performance.md: when and on what it was measured, and what came of it. */
export const clusterBlock = ({ results, date, node, machine, dashboards, seconds, vendorMs }: ClusterResult): string =>
  [
    `Measured on ${date} with Node ${node.replace('v', '')} on a virtual machine of ${machine}: gateways in separate processes, ` +
      `${dashboards} dashboards at each that poll once a second, a vendor that takes ${vendorMs} ms, ${seconds} s for each case.`,
    [CLUSTER_HEAD, ...results.map(clusterLine)].join('\n'),
  ].join('\n\n')
