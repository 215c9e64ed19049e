import { parseArgs } from 'node:util'
import { Steps } from '#lib/runtime/orchestrator/steps.ts'
import { close } from './suites/counts.ts'
import { runInstanceSuites } from './suites/instance-suites.ts'

/** `npm run soak -- --rounds 100`: the kills and restarts of `npm test`, more often. */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '100' } } })
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('Uso: npm run soak -- --rounds número')
  process.exit(2)
}
const steps = new Steps()
const counts = await runInstanceSuites(steps, { browser: false, api: false, rounds })
steps.close()
process.exit(close(counts))
