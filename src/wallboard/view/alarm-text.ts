import type { Alarm } from '../core/board.js'
import type { AlarmSettings } from '../core/viewer.js'
import { formatSetting, formatShare, formatTalk, formatTime } from './format.js'

/** What an alarm says, without figures that change: it is announced once. */
export function announcementOf({ kind, source }: Alarm): string {
  const where = source ?? 'All sources'
  switch (kind) {
    case 'SOURCE_DOWN':
      return `${where}: down`
    case 'CALLS_DROPPED':
      return `${where}: calls have dropped`
    case 'LONG_CALL':
      return source === null ? 'A call lasts too long' : `${source}: a call lasts too long`
    case 'COUNTRY_SHARE':
      return source === null ? 'Many calls to watched countries' : `${source}: many calls to watched countries`
    default:
      return `${where}: ${kind.toLowerCase().replaceAll('_', ' ')}`
  }
}

/** The figure of an alarm: `to 32 %`. Null: it has none besides its time. */
export function figureOf({ kind, value }: Alarm): string | null {
  if (value === null || kind === 'SOURCE_DOWN') return null
  if (kind === 'CALLS_DROPPED') return `to ${formatShare(value)}`
  if (kind === 'LONG_CALL') return formatTalk(value)
  return kind === 'COUNTRY_SHARE' ? formatShare(value) : String(value)
}

export const sinceOf = ({ sinceMs }: Alarm): string => `since ${formatTime(sinceMs)}`

/** When alarms are raised, one sentence each. */
export function describeSettings(alarms: AlarmSettings): readonly string[] {
  const { sourceDownForMs, dropTo, dropWithinMs, dropFrom, longerThanMs, countryShare } = alarms
  const dropFromText = dropFrom === undefined ? '' : ` from at least ${dropFrom}`
  const dropWithin = dropWithinMs === undefined ? '' : ` within ${formatSetting(dropWithinMs)}`
  return [
    ...(sourceDownForMs === undefined ? [] : [`A source is down for ${formatSetting(sourceDownForMs)}.`]),
    ...(dropTo === undefined
      ? []
      : [`The calls of a source drop${dropFromText} to ${formatShare(dropTo)}${dropWithin}.`]),
    ...(longerThanMs === undefined ? [] : [`A call lasts longer than ${formatSetting(longerThanMs)}.`]),
    ...(countryShare === undefined
      ? []
      : [`More than ${formatShare(countryShare.above)} of the calls go to ${countryShare.of.join(', ')}.`]),
  ]
}
