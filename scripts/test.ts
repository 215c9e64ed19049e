import { Steps } from '#lib/runtime/orchestrator/steps.ts'
import { runCheckSuite } from './suites/check-suite.ts'
import { add, close } from './suites/counts.ts'
import { runInstanceSuites } from './suites/instance-suites.ts'
import { stopRunning } from './suites/run-command.ts'
import { runStoresTests } from './suites/stores-tests.ts'

/** `npm test`: everything, doing its own set-up. The last line is `N passed, N failed`. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopRunning()
    process.exitCode = 130
  })
}
const steps = new Steps()
let counts = await runCheckSuite(steps)
counts = add(counts, await steps.run('testes com servidores', runStoresTests))
counts = add(counts, await runInstanceSuites(steps, { browser: true, api: true, rounds: 3 }))
steps.close()
process.exit(close(counts))
