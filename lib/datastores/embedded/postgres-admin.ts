import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import pg from 'pg'

/** Runs work on one connection as the given role and always closes it. */
export async function withConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Creates a database unless it is there. `url` is the superuser's, of any other database. */
export async function ensureDatabase(url: string, name: string): Promise<void> {
  await withConnection(url, async (client) => {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
  })
}

/**
 * Gives every role of that prefix that may sign in, superusers apart, its password. Returns the names of the roles that got one.
 * The server is sent SCRAM verifiers, so that no password stands in a statement.
 */
export async function setLoginPasswords(
  url: string,
  rolePrefix: string,
  passwordOf: (role: string) => string,
): Promise<string[]> {
  return withConnection(url, async (client) => {
    const found = await client.query<{ rolname: string }>(
      'SELECT rolname FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND starts_with(rolname, $1) ORDER BY rolname',
      [rolePrefix],
    )
    const roles = found.rows.map(({ rolname }) => rolname)
    for (const role of roles) {
      const verifier = scramVerifier(passwordOf(role))
      await client.query(`ALTER ROLE ${client.escapeIdentifier(role)} PASSWORD ${client.escapeLiteral(verifier)}`)
    }
    return roles
  })
}

/** What PostgreSQL stores for a password under scram-sha-256 (RFC 5802, RFC 7677). */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16), iterations = 4_096): string {
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256')
  const key = (label: string) => createHmac('sha256', salted).update(label).digest()
  const storedKey = createHash('sha256').update(key('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${key('Server Key').toString('base64')}`
}
