import { join } from 'node:path'
import type { OrchestratorConfig } from '#lib/config/index.ts'
import type { OsIdentity } from '#lib/datastores/embedded/os-users.ts'
import { giveFile, replaceFile } from '#lib/datastores/embedded/secret-files.ts'

/** What the seeders tell of the demonstration; what isn't built yet is left out. */
export type DemoFacts = {
  users: { email: string; password: string; role: string; institution: string }[]
  keys: { name: string; institution: string; id: string; secret: string; scopes: string[]; tier: string }[]
  people: { plain: string; indebted: string; no_score: string; card_token: string; bureau_id: string }
  grant?: string
  search_grant?: string
}

export type DemoFile = { url: string; admin_url: string } & DemoFacts

/** Writes `demo.json`, for its person and for front, which shows the sign-ins on the first page of the demo. */
export function writeDemoFile(
  stateDir: string,
  config: OrchestratorConfig,
  facts: DemoFacts,
  reader: OsIdentity | null,
): DemoFile {
  const demo: DemoFile = {
    url: config.PUBLIC_URL ?? `http://localhost:${config.PORT}`,
    admin_url: `http://127.0.0.1:${config.ADMIN_PORT}`,
    ...facts,
  }
  const path = join(stateDir, 'demo.json')
  replaceFile(path, `${JSON.stringify(demo, null, 2)}\n`)
  giveFile(path, reader)
  return demo
}
