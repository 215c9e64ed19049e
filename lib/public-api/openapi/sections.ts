import { describeKeys } from '#lib/keys/openapi.ts'
import type { ApiSection } from '#lib/openapi/declaration.ts'
import { createExamplePeople } from '#lib/openapi/example-people.ts'
import { describeDebtSources, describeDebts, describeGrants } from '#lib/systems/debts/openapi.ts'
import { describeConsents, describeMovementSources, describeMovements } from '#lib/systems/movements/openapi.ts'
import { describeScores } from '#lib/systems/score/openapi.ts'
import { describeTasks } from '#lib/tasks/openapi.ts'
import { describeOAuth } from './oauth-section.ts'
import { describeOwn } from './own-section.ts'

/** What is in the document: every room that has operations under `/v1`, once. */
export function collectSections(): readonly ApiSection[] {
  const people = createExamplePeople()
  return [
    describeDebts(people),
    describeGrants(people),
    describeDebtSources(people),
    describeScores(people),
    describeMovements(people),
    describeConsents(people),
    describeMovementSources(people),
    describeKeys(),
    describeTasks(),
    describeOAuth(),
    describeOwn(),
  ]
}
