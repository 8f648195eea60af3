import type { SourceHint } from '../../plan/cursor.js'
import type { Reader } from './reader.js'

/** Reads nothing, because the viewer can see no row that matches: nothing is requested. */
export class EmptyReader implements Reader {
  readonly state = 'done'
  readonly lastExamined = null
  readonly otherSide = 'no'
  readonly total = 0
  readonly shortfall = null
  readonly fetchedAtMs = null
  readonly stale = false
  readonly oldestMs = null
  readonly rowsRead = 0
  readonly taken = 0

  async advance(): Promise<void> {}
  peek(): undefined {}
  take(): undefined {}
  hintAfter(): SourceHint {
    return { kind: 'none' }
  }
}
