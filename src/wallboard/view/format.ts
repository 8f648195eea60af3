const NUMBER = new Intl.NumberFormat('en')
const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region' })
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const TIME_WITH_SECONDS = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

export const formatNumber = (value: number): string => NUMBER.format(value)

/** `12:03`, in the time zone of this computer. */
export const formatTime = (atMs: number): string => TIME.format(atMs)

export const formatTimeWithSeconds = (atMs: number): string => TIME_WITH_SECONDS.format(atMs)

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** Talk time: `4:07`, `1:02:33`. */
export function formatTalk(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)]
  const rest = twoDigits(whole % 60)
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`
}

/** How long ago or for how long: `12 s`, `3 min`, `5 h`, `2 d`. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`
}

/** The same, but in seconds up to ten minutes: the running count shows that the page itself is alive. */
export const formatSilence = (ms: number): string => (ms < 600_000 ? `${Math.floor(ms / 1000)} s` : formatSpan(ms))

/** A configured time, which is often whole: `30 s`, `4 h`, `90 min`. */
export function formatSetting(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`
}

/** A share from 0 to 1: `34 %`. */
export const formatShare = (share: number): string => {
  const percent = share * 100
  return `${percent > 0 && percent < 1 ? '<1' : Math.round(percent)} %`
}

/** The English name of a country; its code where it is not known. */
export function nameCountry(code: string): string {
  try {
    return COUNTRIES.of(code) ?? code
  } catch {
    return code
  }
}
