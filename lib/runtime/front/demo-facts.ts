import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ROLES } from '#lib/access/roles.ts'

const DemoFacts = z.object({
  users: z.array(z.object({ email: z.string(), password: z.string(), role: z.enum(ROLES), institution: z.string() })),
  people: z.object({ plain: z.string(), indebted: z.string(), no_score: z.string() }),
})

export type DemoFacts = {
  signIns: readonly z.infer<typeof DemoFacts>['users'][number][]
  people: z.infer<typeof DemoFacts>['people']
}

/** What the demo shows its visitors: made-up people and sign-ins of this machine. Null until the demo is seeded. */
export function readDemoFacts(stateFolder: string): DemoFacts | null {
  let text: string
  try {
    text = readFileSync(join(stateFolder, 'demo.json'), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const { users, people } = DemoFacts.parse(JSON.parse(text))
  return { signIns: users, people }
}
