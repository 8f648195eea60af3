import type { Alarm } from '../core/board.js'
import { announcementOf, figureOf, sinceOf } from './alarm-text.js'
import { formatSilence } from './format.js'

const MOST_ALARMS = 6

interface AlarmsProps {
  readonly alarms: readonly Alarm[]
  /** Whether nothing arrives from the gateway: these are the alarms of before. */
  readonly isStale: boolean
}

/** The alarms, and one announcement of each to screen readers: the figures change every second. */
export function Alarms({ alarms, isStale }: AlarmsProps) {
  const shown = alarms.slice(0, MOST_ALARMS)
  return (
    <section className={`alarms${alarms.length > 0 ? ' is-raised' : ''}`} aria-label="Alarms">
      {alarms.length === 0 ? (
        <p>
          <span aria-hidden="true">{isStale ? '○' : '✓'}</span>{' '}
          {isStale ? 'Whether there are alarms is not known' : 'No alarms'}
        </p>
      ) : (
        <ul>
          {shown.map((alarm) => (
            <li key={keyOf(alarm)}>
              <span aria-hidden="true">▲</span> <b dir="auto">{announcementOf(alarm)}</b> {figureOf(alarm)}{' '}
              <span className="since">{sinceOf(alarm)}</span>
            </li>
          ))}
          {alarms.length > shown.length && <li>and {alarms.length - shown.length} more</li>}
        </ul>
      )}
      <div className="unseen" aria-live="assertive" aria-relevant="additions">
        {alarms.map((alarm) => (
          <p key={keyOf(alarm)}>Alarm: {announcementOf(alarm)}</p>
        ))}
      </div>
    </section>
  )
}

const keyOf = ({ kind, source, sinceMs }: Alarm): string => `${kind} ${source ?? ''} ${sinceMs}`

interface StaleProps {
  readonly silentMs: number
  /** Why, where the gateway gives a reason. */
  readonly reason: string | null
}

/** Nothing has arrived for so long that the board may be wrong. */
export function StaleBanner({ silentMs, reason }: StaleProps) {
  return (
    <p className="banner" role="alert">
      <b>
        STALE <span aria-hidden="true">{formatSilence(silentMs)}</span>
      </b>{' '}
      {reason ?? 'Nothing arrives from the gateway. What is shown may be wrong.'}
    </p>
  )
}

export function Notice({
  title,
  text,
  time,
}: {
  readonly title: string
  readonly text: string
  readonly time?: string
}) {
  return (
    <p className="banner is-notice" role="status">
      <b>
        {title} {time !== undefined && <span aria-hidden="true">{time}</span>}
      </b>{' '}
      {text}
    </p>
  )
}
