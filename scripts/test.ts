import { Steps } from '#lib/runtime/orchestrator/steps.ts'
import { runCheckSuite } from './suites/check-suite.ts'
import { add, close, NONE } from './suites/counts.ts'
import { runInstanceSuites } from './suites/instance-suites.ts'
import { stopRunning } from './suites/run-command.ts'
import { runStoresTests } from './suites/stores-tests.ts'

/** `npm test`: everything, doing its own set-up. The last line is `N passed, N failed`. */
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true
    stopRunning()
  })
}

const steps = new Steps()
const suites = [
  () => runCheckSuite(steps),
  () => steps.run('testes com servidores', runStoresTests),
  () => runInstanceSuites(steps, { browser: true, api: true, rounds: 3 }),
]
let counts = NONE
for (const runSuite of suites) if (!interrupted) counts = add(counts, await runSuite())
steps.close()
process.exit(interrupted ? 130 : close(counts))
