import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase } from './run-databases.ts'
import { TEST_SERVERS_VARIABLE, type TestServersFile } from './servers.ts'

/**
 * From here on `testServers().baseA`, in this process, is a database of this test file alone. A whole sistema1 needs
 * it: key sets and denials that one authorization server has pushed into a database hold for every process at it, and
 * each file has its own. The run drops it.
 */
export async function takeOwnBaseA(): Promise<void> {
  const path = process.env[TEST_SERVERS_VARIABLE] ?? ''
  const servers = JSON.parse(readFileSync(path, 'utf8')) as TestServersFile
  const admin = new URL(servers.baseA.superuser)
  const name = `${admin.pathname.slice(1)}_${randomBytes(4).toString('hex')}`
  admin.pathname = '/postgres'
  const rolePassword = new URL(Object.values(servers.baseA.roles)[0] ?? '').password
  const baseA = await createDatabase({ admin: admin.href, rolePassword }, 'base-a', name)
  const own = join(mkdtempSync(join(tmpdir(), 'crivo-base-a-')), 'servers.json')
  writeFileSync(own, JSON.stringify({ ...servers, baseA }), { mode: 0o600 })
  process.env[TEST_SERVERS_VARIABLE] = own
}
