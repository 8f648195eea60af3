import type { Reporter, TestModule } from 'vitest/node'

/** Prints the counts once more, alone on the last line, in the plain form that CI systems read. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0
    let failed = unhandledErrors.length
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
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
    if (failed > 0) process.exitCode = 1
  }
}
