import { onTestFinished } from 'vitest'

/** Closes what a test has opened when the test ends; what was opened last is closed first. */
export function closedAfterTest<Opened extends { close(): Promise<unknown> }>(opened: Opened): Opened {
  onTestFinished(async () => void (await opened.close()))
  return opened
}
