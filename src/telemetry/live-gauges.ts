import { Gauge, type Registry } from 'prom-client'

/** What metrics observe of subscriptions; it is read at every scrape. */
export interface ObservedLive {
  /** How many subscribers each transport has. */
  readonly subscribers: () => Readonly<Record<'sse' | 'multipart' | 'websocket', number>>
  /** How many different subscriptions there are: equal ones of viewers with equal rights are one. */
  readonly channels: () => number
  /** The alarms that are configured: which of them are raised, and of which sources; '' stands for all sources together. */
  readonly alarms: () => readonly { readonly kind: string; readonly source: string; readonly isRaised: boolean }[]
}

/** Registers the gauges of subscriptions. @param current what is observed; null: nothing yet. */
export function addLiveGauges(registry: Registry, current: () => ObservedLive | null): void {
  new Gauge({
    name: 'trunkline_live_subscribers',
    help: 'Subscriptions that are being served, by transport.',
    labelNames: ['transport'],
    registers: [registry],
    collect() {
      for (const [transport, count] of Object.entries(current()?.subscribers() ?? {})) this.set({ transport }, count)
    },
  })
  new Gauge({
    name: 'trunkline_live_channels',
    help: 'Different subscriptions that are being served: equal ones of viewers with equal rights are one.',
    registers: [registry],
    collect() {
      this.set(current()?.channels() ?? 0)
    },
  })
  new Gauge({
    name: 'trunkline_alarm',
    help: 'Whether an alarm of wallboard.alarms is raised (1) or not (0); no source: of all sources together.',
    labelNames: ['kind', 'source'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { kind, source, isRaised } of current()?.alarms() ?? []) this.set({ kind, source }, isRaised ? 1 : 0)
    },
  })
}
