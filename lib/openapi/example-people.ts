import type { CivilDate } from '#lib/kernel/clock.ts'
import { DEMO_PEOPLE, DEMO_SEED, DEMO_SIZE } from '#lib/population/demo.ts'
import type { SyntheticPerson } from '#lib/population/person.ts'
import { createPopulation } from '#lib/population/population.ts'

/** The made-up people of the document's examples: those of the demo, whom its keys can ask for. */
export type ExamplePeople = Readonly<Record<keyof typeof DEMO_PEOPLE, SyntheticPerson>>

/** Examples are of one day, so that the document is the same on each. A literal in the form of the brand. */
const EXAMPLE_DAY = '2026-07-01' as CivilDate
/** When the examples' answers were given. */
export const EXAMPLE_INSTANT = '2026-07-01T15:04:05.678Z'

export function createExamplePeople(): ExamplePeople {
  const population = createPopulation({ seed: DEMO_SEED, size: DEMO_SIZE, today: EXAMPLE_DAY })
  return {
    plain: population.person(DEMO_PEOPLE.plain),
    indebted: population.person(DEMO_PEOPLE.indebted),
    noScore: population.person(DEMO_PEOPLE.noScore),
  }
}
