/** Switches between full screen and the window. Browsers may refuse, which does no harm. */
export function toggleFullScreen(): void {
  const change =
    document.fullscreenElement === null ? document.documentElement.requestFullscreen() : document.exitFullscreen()
  change.catch(() => undefined)
}

/**
 * Keeps the screen on while the page fills it. Browsers offer this over HTTPS only, and release it when the page is hidden.
 * @returns a function that ends it.
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
