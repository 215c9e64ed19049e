export type Counts = { passed: number; failed: number; skipped: number }

export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 }

export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** The line that closes every run. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** Prints the closing line and gives the exit code. With CRIVO_REQUIRE=all a skipped test is a failed one. */
export function close(counts: Counts): number {
  const strict = process.env.CRIVO_REQUIRE === 'all'
  const final = strict ? { passed: counts.passed, failed: counts.failed + counts.skipped, skipped: 0 } : counts
  if (strict && counts.skipped > 0) console.log(`CRIVO_REQUIRE=all: ${counts.skipped} skipped count as failed`)
  if (final.passed === 0) console.log('no test ran')
  console.log(closingLine(final))
  return final.failed > 0 || final.passed === 0 ? 1 : 0
}
