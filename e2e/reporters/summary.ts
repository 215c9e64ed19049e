import { writeFileSync } from 'node:fs'
import type { FullResult, Reporter, Suite } from '@playwright/test/reporter'

/** Writes how many tests passed, failed and were skipped, for the runner that adds up all suites. */
export default class SummaryReporter implements Reporter {
  #suite: Suite | undefined

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite
  }

  onEnd(result: FullResult): void {
    const counts = { passed: 0, failed: 0, skipped: 0 }
    for (const test of this.#suite?.allTests() ?? []) {
      const outcome = test.outcome()
      if (outcome === 'skipped') counts.skipped += 1
      else if (outcome === 'unexpected') counts.failed += 1
      else counts.passed += 1
    }
    // Interrupted, or broken before any test ran: that is no success of zero tests.
    if (result.status !== 'passed' && counts.failed === 0) counts.failed = 1
    const file = process.env.CRIVO_SUMMARY_FILE
    if (file) writeFileSync(file, `${JSON.stringify(counts)}\n`)
    else console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  }

  printsToStdio(): boolean {
    return false
  }
}
