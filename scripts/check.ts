import { Steps } from '#lib/runtime/orchestrator/steps.ts'
import { runCheckSuite } from './suites/check-suite.ts'
import { close } from './suites/counts.ts'
import { stopRunning } from './suites/run-command.ts'

/** `npm run check`: format, lint, types, import rules, links in docs, unit tests. Under a minute. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopRunning()
    process.exit(130)
  })
}
const steps = new Steps()
const counts = await runCheckSuite(steps)
steps.close()
process.exit(close(counts))
