/** Shows the board on the whole screen, or in its window again. Browsers may refuse, which does no harm. */
export function toggleFullScreen(): void {
  const change =
    document.fullscreenElement === null ? document.documentElement.requestFullscreen() : document.exitFullscreen()
  change.catch(() => undefined)
}

/**
 * Keeps the screen on while the page fills it. Browsers offer this over HTTPS only, and release it when the page is hidden.
 * @returns what ends it.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null
  const update = async () => {
    const isWanted = document.fullscreenElement !== null && !document.hidden
    if (!isWanted) await lock?.release()
    else if (lock === null || lock.released) lock = await navigator.wakeLock.request('screen')
  }
  const onChange = () => {
    if ('wakeLock' in navigator) update().catch(() => undefined)
  }
  document.addEventListener('fullscreenchange', onChange)
  document.addEventListener('visibilitychange', onChange)
  return () => {
    document.removeEventListener('fullscreenchange', onChange)
    document.removeEventListener('visibilitychange', onChange)
  }
}
