import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** A file in which runs that follow one another keep what they have counted, so that the last one closes for all. */
const KEPT_IN = process.env['TRUNKLINE_COUNTS']

/** Prints the counts once more, alone on the last line, in the plain form that CI systems read. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let [passed, failed] = countedBefore()
    failed += unhandledErrors.length
    for (const module of modules) {
      let counted = 0
      for (const test of module.children.allTests()) {
        counted++
        if (test.result().state === 'passed') passed++
        // A test that did not run has proved nothing.
        else failed++
      }
      // A file that could not be loaded has no tests to count.
      if (counted === 0) failed++
    }
    if (KEPT_IN !== undefined) writeFileSync(KEPT_IN, `${passed} ${failed}`)
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
    if (failed > 0) process.exitCode = 1
  }
}

function countedBefore(): [passed: number, failed: number] {
  const [passed = 0, failed = 0] =
    KEPT_IN !== undefined && existsSync(KEPT_IN) ? readFileSync(KEPT_IN, 'utf8').split(' ').map(Number) : []
  return [passed, failed]
}
