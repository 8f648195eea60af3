import { zonedIsoTime } from '../../simulation/zoned-time.js'

/** `2026-03-01T10:00:00.120+01:00`, but `Z` for the offset of UTC. */
export const isoTime = (epochMs: number, timeZone: string): string =>
  zonedIsoTime(epochMs, timeZone).replace('+00:00', 'Z')
