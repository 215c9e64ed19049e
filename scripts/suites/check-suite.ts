import type { Steps } from '#lib/runtime/orchestrator/steps.ts'
import { add, type Counts, NONE } from './counts.ts'
import { countStatic, STATIC_CHECKS } from './static-checks.ts'
import { generateClients, runUnitTests } from './unit-tests.ts'

/** The quick check: everything that needs no server. */
export async function runCheckSuite(steps: Steps): Promise<Counts> {
  await steps.run('clientes dos bancos', generateClients)
  const checks = STATIC_CHECKS.map((check) => steps.run(check.name, () => countStatic(check)))
  let counts = NONE
  for (const result of await Promise.all(checks)) counts = add(counts, result)
  return add(counts, await steps.run('testes sem servidores', runUnitTests))
}
