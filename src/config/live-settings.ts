import { z } from 'zod'
import { duration } from './duration.js'

// The keys `live` and `wallboard`: subscriptions, and the alarms that are computed from what they watch.

const wholeNumber = (least: number, most: number, description: string) =>
  z.number().int().min(least).max(most).meta({ description })

/** A duration within limits, which `text` names. */
const durationWithin = (least: number, most: number, text: string, description: string) =>
  duration(description).refine((given) => given >= least && given <= most, `must be ${text}`)

const SECOND = 1000
const MINUTE = 60_000
const HOUR = 3_600_000

export const liveSettings = z
  .strictObject({
    every: durationWithin(
      100,
      MINUTE,
      'from 100ms to 1m',
      'How often a source is read while somebody watches it. Vendors with pages are read less often.',
    ).default(SECOND),
    linger: durationWithin(
      0,
      10 * MINUTE,
      'at most 10m',
      'How long a source is still read after its last watcher has left, so that a client that reconnects can continue.',
    ).default(10 * SECOND),
    heartbeat: durationWithin(
      SECOND,
      MINUTE,
      'from 1s to 1m',
      'After this time without a change an event of the kind ALIVE is sent.',
    ).default(10 * SECOND),
    maxSubscribers: wholeNumber(0, 1_000_000, 'The maximum number of subscriptions; 0: none are served.').default(
      10_000,
    ),
    maxPerClient: wholeNumber(1, 1_000_000, 'The maximum number of subscriptions of one principal.').default(100),
    maxChannels: wholeNumber(
      1,
      100_000,
      'The maximum number of different subscriptions; equal ones of viewers with equal rights are one.',
    ).default(500),
    maxAge: durationWithin(
      MINUTE,
      24 * HOUR,
      'from 1m to 24h',
      'How long a subscription may last before it is cut, up to 10 % less, so that not all are cut at once; clients then ' +
        'subscribe again.',
    ).default(HOUR),
    websocket: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether subscriptions are also served over WebSocket (graphql-transport-ws).' }),
  })
  .prefault({})
  .meta({ description: 'Subscriptions.' })

const share = (description: string) => z.number().gt(0).max(1).meta({ description })
const country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 alpha-2 code, such as LV')

const alarms = z
  .strictObject({
    sourceDownFor: durationWithin(
      SECOND,
      24 * HOUR,
      'from 1s to 24h',
      'SOURCE_DOWN: a source has been down for so long; without it, there is no such alarm.',
    ).optional(),
    dropTo: share(
      'CALLS_DROPPED: a source has at most this share of the connected calls that it had within the last `dropWithin`; ' +
        'without it, there is no such alarm.',
    ).optional(),
    dropWithin: durationWithin(10 * SECOND, HOUR, 'from 10s to 1h', 'How far back is compared.').default(2 * MINUTE),
    dropFrom: wholeNumber(1, 1_000_000, 'Only where it had at least so many connected calls then.').default(20),
    longerThan: durationWithin(
      MINUTE,
      24 * HOUR,
      'from 1m to 24h',
      'LONG_CALL: a call has lasted longer than this; without it, there is no such alarm.',
    ).optional(),
    countryShare: z
      .strictObject({
        of: z.array(country).min(1).meta({ description: 'The watched countries, as ISO 3166 alpha-2 codes.' }),
        above: share('The share of all calls in progress that may go to them together.'),
      })
      .optional()
      .meta({ description: 'COUNTRY_SHARE: more than a share of the calls goes to watched countries.' }),
  })
  .meta({
    description:
      'The alarms that are computed from the calls in progress: in subscriptions, in the metric trunkline_alarm, and on the ' +
      'wallboard. Every source needs `probeEvery`, so that it is read even while nobody watches.',
  })

export const wallboardSettings = z
  .strictObject({
    title: z.string().min(1).max(100).default('Calls in progress').meta({ description: 'The title of /wallboard.' }),
    alarms: alarms.optional(),
  })
  .prefault({})
  .meta({ description: 'The wallboard, and the alarms that it shows.' })

/** Durations in milliseconds. */
export type LiveSettings = z.output<typeof liveSettings>
export type WallboardSettings = z.output<typeof wallboardSettings>
