import { Gauge, type Registry } from 'prom-client'

/** What metrics observe of subscriptions; it is read at every scrape. */
export interface ObservedLive {
  /** How many subscribers each transport has. */
  readonly subscribers: () => Readonly<Record<'sse' | 'multipart' | 'websocket', number>>
  /** How many different subscriptions there are: equal ones of viewers with equal rights are one. */
  readonly channels: () => number
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
}
