import { useEffect, useState } from 'preact/hooks'
import type { Board } from '../core/board.js'
import { tilesOf } from '../core/tiles.js'
import type { PageFacts, Viewer } from '../core/viewer.js'
import { Chart, RANGES } from './chart.js'
import { formatSpan, formatTimeWithSeconds } from './format.js'
import { Help } from './help.js'
import { Calls, Countries, Sources, Total } from './panels.js'
import { keepAwake, toggleFullScreen } from './screen.js'
import { SignIn } from './sign-in.js'
import { Alarms, Notice, StaleBanner } from './strips.js'
import type { WallState } from './wall-state.js'

interface WallProps {
  readonly facts: PageFacts
  readonly state: WallState
}

/** The whole page. */
export function Wall({ facts, state }: WallProps) {
  useChanges(state)
  const [range, setRange] = useState(2)
  const [isHelp, setIsHelp] = useState(false)
  useKeys({ onRange: setRange, onPause: state.togglePause, onHelp: () => setIsHelp(true) })
  const { live, viewer, pausedAtMs, wasRefused, hasKey } = state
  const { board, link, heardAtMs, aheadMs } = live
  const isStale = Date.now() - heardAtMs >= facts.silenceMs
  useTitle(facts.title, board.total, board.alarms.length, isStale)
  if (link.name === 'signed-out') return <SignIn facts={facts} wasRefused={wasRefused} onKey={state.signIn} />
  const nowMs = (pausedAtMs ?? Date.now()) + aheadMs
  const knownUntilMs = isStale ? Math.min(nowMs, heardAtMs + aheadMs) : nowMs
  const shown = state.shownBoard
  const tiles = tilesOf(shown, isStale)
  const refused = link.name === 'refused' ? `The gateway refuses: ${link.refused.message}` : null
  return (
    <div className={`wall${isStale ? ' is-stale' : ''}`} data-heard-at={heardAtMs}>
      <header className="top">
        <h1 dir="auto">{facts.title}</h1>
        <p className={`link is-${isStale ? 'stale' : link.name}`}>
          <span className="shape" aria-hidden="true">
            {link.name === 'live' && !isStale ? '●' : '○'}
          </span>{' '}
          {isStale ? 'stale' : LINKS[link.name]}
        </p>
        <fieldset className="choices">
          <legend className="unseen">Board</legend>
          <button type="button" aria-pressed={pausedAtMs !== null} onClick={state.togglePause}>
            Pause
          </button>
          <button type="button" className="is-wide" onClick={toggleFullScreen}>
            Full screen
          </button>
          <button type="button" aria-label="Help" onClick={() => setIsHelp(true)}>
            ?
          </button>
        </fieldset>
        <time>{formatTimeWithSeconds(Date.now())}</time>
      </header>
      <div className="strips">
        {isStale && <StaleBanner silentMs={Date.now() - heardAtMs} reason={refused} />}
        {!isStale && refused !== null && <Notice title="Refused" text={refused} />}
        {pausedAtMs !== null && (
          <Notice
            title="PAUSED"
            time={formatSpan(Date.now() - pausedAtMs)}
            text="The board is paused. Press P to resume."
          />
        )}
        {board.isExpiring && <Notice title="Sign-in ends" text="Sign in again within a minute." />}
        {watchesAlarms(viewer, board) && <Alarms alarms={board.alarms} isStale={isStale} />}
      </div>
      <main>
        <Total board={shown} isStale={isStale} />
        <Sources tiles={tiles} nowMs={nowMs} />
        <Chart
          samples={state.samples}
          titles={new Map(tiles.map(({ name, title }) => [name, title]))}
          nowMs={nowMs}
          range={range}
          onRange={setRange}
        />
        <Calls
          {...{ board: shown, tiles, knownUntilMs, isStale }}
          longerThanMs={viewer?.alarms?.longerThanMs ?? null}
        />
        <Countries board={shown} />
      </main>
      {isHelp && (
        <Help viewer={viewer} hasKey={hasKey} onClose={() => setIsHelp(false)} onForgetKey={state.forgetKey} />
      )}
    </div>
  )
}

/** Where no alarms are configured, their absence means nothing. */
const watchesAlarms = (viewer: Viewer | null, { alarms }: Board): boolean =>
  alarms.length > 0 || Object.keys(viewer?.alarms ?? {}).length > 0

const LINKS = { live: 'live', connecting: 'connecting', refused: 'refused' }

/** Renders again after each event, and every second. */
function useChanges(state: WallState): void {
  const [, setCount] = useState(0)
  useEffect(() => {
    state.onChange = () => setCount((count) => count + 1)
    state.start()
    return () => state.stop()
  }, [state])
}

interface Keys {
  readonly onRange: (range: number) => void
  readonly onPause: () => void
  readonly onHelp: () => void
}

function useKeys({ onRange, onPause, onHelp }: Keys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      const range = Number(event.key) - 1
      if (RANGES[range] !== undefined) onRange(range)
      if (event.key.toLowerCase() === 'f') toggleFullScreen()
      if (event.key.toLowerCase() === 'p') onPause()
      if (event.key === '?') onHelp()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [onRange, onPause, onHelp])
  useEffect(keepAwake, [])
}

/** What a tab shows of the board. */
function useTitle(title: string, total: number | null, alarms: number, isStale: boolean): void {
  const calls = total === null ? '' : `${total} calls – `
  const text = isStale ? `STALE – ${title}` : `${alarms > 0 ? `▲ ${alarms} – ` : ''}${calls}${title}`
  useEffect(() => {
    document.title = text
  }, [text])
}
