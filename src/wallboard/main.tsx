import { render } from 'preact'
import './page.css'
import { fetchFacts, type PageFacts } from './core/viewer.js'
import { Wall } from './view/wall.js'
import { WallState } from './view/wall-state.js'

const RETRY_MS = 2000

/** The gateway has just sent the page, but may be restarting now. */
async function readFacts(): Promise<PageFacts> {
  for (;;) {
    const facts = await fetchFacts()
    if (facts !== null) return facts
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

const root = document.getElementById('wallboard')
if (root === null) throw new Error('the page has no place for the wallboard')
const facts = await readFacts()
render(<Wall facts={facts} state={new WallState(facts)} />, root)
