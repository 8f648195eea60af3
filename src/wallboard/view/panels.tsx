import { type Board, type CountryCount, incompleteIn } from '../core/board.js'
import type { LongCall } from '../core/call-window.js'
import { LONGEST_CALLS } from '../core/operations.js'
import { notCurrentIn, type Tile } from '../core/tiles.js'
import { MOST_SERIES } from './chart.js'
import { formatNumber, formatShare, formatSpan, formatTalk, formatTime, nameCountry } from './format.js'

/** The number of calls, large enough to read from the other end of the room. */
export function Total({ board, isStale }: { readonly board: Board; readonly isStale: boolean }) {
  const { total, connected, atMs } = board
  const digits = total === null ? '–' : formatNumber(total)
  const incomplete = incompleteIn(board)
  return (
    <section className="panel total" aria-labelledby="total-heading">
      <header>
        <h2 id="total-heading">Calls in progress</h2>
      </header>
      <p className={`digits${isStale ? ' is-stale' : ''}`} style={{ '--characters': digits.length }}>
        <span aria-hidden={total === null}>{digits}</span>
        {total === null && <span className="unseen">not known</span>}
      </p>
      <p className="parts">
        {total === null ? (
          'No source can be read.'
        ) : (
          <>
            <b>{formatNumber(connected)}</b> connected, <b>{formatNumber(total - connected)}</b> being set up
          </>
        )}
      </p>
      {isStale && atMs > 0 && <p className="note">as of {formatTime(atMs)}</p>}
      {!isStale && total !== null && incomplete.length > 0 && (
        <p className="note">
          not current: {incomplete.length} of {board.reports.length} sources
        </p>
      )}
    </section>
  )
}

/** Nothing to list: there is nothing, or nothing is known. */
const Empty = ({ isKnown }: { readonly isKnown: boolean }) => (
  <p className="empty">{isKnown ? 'No calls.' : 'Not known.'}</p>
)

interface CallsProps {
  readonly board: Board
  readonly tiles: readonly Tile[]
  /** Until when it is known which calls go on. */
  readonly knownUntilMs: number
  /** Whether nothing arrives from the gateway. */
  readonly isStale: boolean
  /** Calls that last longer are marked; null: none are. */
  readonly longerThanMs: number | null
}

export function Calls({ board: { calls, total }, tiles, knownUntilMs, isStale, longerThanMs }: CallsProps) {
  const notCurrent = notCurrentIn(tiles)
  return (
    <section className="panel calls" aria-labelledby="calls-heading">
      <header>
        <h2 id="calls-heading">Longest calls</h2>
      </header>
      {calls === null || calls.length === 0 ? (
        <Empty isKnown={calls !== null && total !== null} />
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Talk time</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">Customer</th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          <tbody>
            {calls.slice(0, LONGEST_CALLS).map((call) => {
              const held = notCurrent.get(call.sourceName)
              // Whether a call is still in progress is known only up to the last reading of its source.
              const talkS = talkOf(call, Math.min(knownUntilMs, held?.readAtMs ?? knownUntilMs))
              const isLong = longerThanMs !== null && talkS !== null && talkS * 1000 > longerThanMs
              return (
                <CallRow
                  key={call.id}
                  call={call}
                  talkS={talkS}
                  isLong={isLong}
                  isHeld={isStale || held !== undefined}
                />
              )
            })}
          </tbody>
        </table>
      )}
    </section>
  )
}

interface RowProps {
  readonly call: LongCall
  readonly talkS: number | null
  readonly isLong: boolean
  /** Whether its source is not current. */
  readonly isHeld: boolean
}

function CallRow({ call: { caller, callee, customer, source }, talkS, isLong, isHeld }: RowProps) {
  return (
    <tr className={`${isLong ? 'is-long' : ''}${isHeld ? ' is-held' : ''}`}>
      <td className="talk">
        {isLong && <Mark label="too long" shape="▲" />}
        {isHeld && <Mark label="not current" shape="?" />}
        {talkS === null ? '–' : formatTalk(talkS)}
      </td>
      <td className="from">
        <bdi>{caller}</bdi>
      </td>
      <td className="to">
        <bdi>{callee}</bdi>
      </td>
      <td className="customer" dir="auto">
        {customer ?? ''}
      </td>
      <td className="source" dir="auto">
        {source}
      </td>
    </tr>
  )
}

/** The talk time now, which has grown since it was reported; null: not known. */
export const talkOf = ({ talkS, atMs, isTalking }: LongCall, nowMs: number): number | null =>
  talkS === null ? null : talkS + (isTalking ? Math.max(0, (nowMs - atMs) / 1000) : 0)

const MOST_COUNTRIES = 9

export function Countries({ board: { countries, total: allCalls } }: { readonly board: Board }) {
  const total = (countries ?? []).reduce((sum, each) => sum + each.total, 0)
  const most = countries?.[0]?.total ?? 1
  const rows = toRows(countries ?? [])
  return (
    <section className="panel countries" aria-labelledby="countries-heading">
      <header>
        <h2 id="countries-heading">Countries called</h2>
      </header>
      {countries === null || countries.length === 0 ? (
        <Empty isKnown={countries !== null && allCalls !== null} />
      ) : (
        <table style={{ '--rows': rows.length }}>
          <thead className="unseen">
            <tr>
              <th scope="col">Country</th>
              <th scope="col">Calls</th>
              <th scope="col">Share</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ title, total: count }) => (
              <tr key={title}>
                <th scope="row">
                  <span className="name">{title}</span>
                  <i className="bar" style={{ inlineSize: `${Math.min(100, (count / most) * 100)}%` }} />
                </th>
                <td>{formatNumber(count)}</td>
                <td className="share">{formatShare(count / total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function toRows(countries: readonly CountryCount[]) {
  const rows = countries.map(({ country, total }) => ({
    title: country === null ? 'Not known' : nameCountry(country),
    total,
  }))
  if (rows.length <= MOST_COUNTRIES + 1) return rows
  const rest = rows.slice(MOST_COUNTRIES)
  const total = rest.reduce((sum, row) => sum + row.total, 0)
  return [...rows.slice(0, MOST_COUNTRIES), { title: `${rest.length} other countries`, total }]
}

const STATES = {
  UP: { shape: '●', text: 'up' },
  DEGRADED: { shape: '▲', text: 'degraded' },
  DOWN: { shape: '■', text: 'down' },
  UNKNOWN: { shape: '○', text: 'not read yet' },
}
/** Nothing arrives from the gateway. */
const NOT_KNOWN = { shape: '○', text: 'not known' }

/** The state of a source in words, with what is wrong with what was read of it. */
function describeState({ state, isStale, isFailing, isPartial }: Tile): string {
  if (state === null) return NOT_KNOWN.text
  const { text } = STATES[state]
  // What is down cannot be anything but stale.
  const isOld = (isStale || isFailing) && state !== 'DOWN'
  return [text, ...(isOld ? ['stale'] : []), ...(isPartial ? ['in part'] : [])].join(', ')
}

export function Sources({ tiles, nowMs }: { readonly tiles: readonly Tile[]; readonly nowMs: number }) {
  return (
    <section className="panel sources" aria-labelledby="sources-heading">
      <header>
        <h2 id="sources-heading">Sources</h2>
      </header>
      {tiles.length === 0 ? (
        <Empty isKnown={false} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        // biome-ignore lint/a11y/noRedundantRoles: Safari does not count a list without markers as one.
        <ul role="list" tabIndex={0} aria-labelledby="sources-heading" data-many={tiles.length > 8}>
          {tiles.map((tile, at) => (
            <SourceItem key={tile.name} tile={tile} place={Math.min(at, MOST_SERIES - 1)} nowMs={nowMs} />
          ))}
        </ul>
      )}
    </section>
  )
}

function SourceItem({ tile, place, nowMs }: { readonly tile: Tile; readonly place: number; readonly nowMs: number }) {
  const { title, state, load, error, sinceMs } = tile
  const isStale = tile.isStale || tile.isFailing || state === 'DOWN'
  return (
    <li className={`tile is-${(state ?? 'UNKNOWN').toLowerCase()}${isStale ? ' is-stale' : ''}`}>
      <i className={`swatch band-${place}`} />
      <h3 dir="auto">{title}</h3>
      <p className="state">
        <span className="shape" aria-hidden="true">
          {(state === null ? NOT_KNOWN : STATES[state]).shape}
        </span>{' '}
        {describeState(tile)}
      </p>
      <p className="count">{load === null ? '–' : formatNumber(load.connected + load.others)}</p>
      {state !== null && state !== 'UP' && sinceMs !== null && <p className="since">since {formatTime(sinceMs)}</p>}
      <p className="age">{describeAge(tile, nowMs)}</p>
      {error !== null && <p className="error">{error}</p>}
    </li>
  )
}

function describeAge({ state, lastState, hasCalls, readAtMs }: Tile, nowMs: number): string {
  const before = state === null && lastState !== 'UNKNOWN' ? `was ${STATES[lastState].text}, ` : ''
  if (readAtMs !== null) return `${before}read ${formatSpan(nowMs - readAtMs)} ago`
  return before + (hasCalls ? 'never read' : 'no list of calls')
}

export function Mark({ label, shape }: { readonly label: string; readonly shape: string }) {
  return (
    <span className="mark">
      <span aria-hidden="true">{shape}</span>
      <span className="unseen">{label} </span>
    </span>
  )
}
