import { useEffect, useRef } from 'preact/hooks'
import type { Viewer } from '../core/viewer.js'
import { describeSettings } from './alarm-text.js'
import { RANGES } from './chart.js'

interface HelpProps {
  readonly viewer: Viewer | null
  readonly hasKey: boolean
  readonly onClose: () => void
  readonly onForgetKey: () => void
}

/** The keys, when alarms are raised, and who is signed in. */
export function Help({ viewer, hasKey, onClose, onForgetKey }: HelpProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const alarms = viewer === null || viewer.alarms === null ? [] : describeSettings(viewer.alarms)
  return (
    <dialog ref={dialog} aria-labelledby="help-heading" onClose={onClose}>
      <h2 id="help-heading">About this board</h2>
      <dl>
        {[
          [`1–${RANGES.length}`, `Range of the chart, from ${RANGES[0]?.title} to ${RANGES.at(-1)?.title}`],
          ['F', 'Full screen'],
          ['P', 'Pause or resume'],
          ['?', 'This text'],
        ].map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p>Hatched is what is not known, or not current. The pale part of an area are calls that are being set up.</p>
      {alarms.length > 0 && (
        <>
          <h3>Alarms are raised when</h3>
          <ul>
            {alarms.map((alarm) => (
              <li key={alarm}>{alarm}</li>
            ))}
          </ul>
        </>
      )}
      <p>
        {viewer?.name != null && <>Signed in as {viewer.name}. </>}
        {hasKey && (
          <button type="button" onClick={onForgetKey}>
            Sign out
          </button>
        )}
      </p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  )
}
