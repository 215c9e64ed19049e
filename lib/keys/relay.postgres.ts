import type { PortalDatabase } from '#lib/datastores/portal-database.ts'
import type { CarriedCredential, CredentialSource } from './relay.ts'

const CHANNEL = 'crivo_credentials'
/** So many changes at once; what is left waits for the next pass, which follows at once. */
const AT_ONCE = 200

type Row = {
  id: string
  kind: string
  environment: string
  institution_id: string
  scopes: string[]
  tier: string
  purposes: string[]
  ips: string[]
  status: string
  expires_at: Date | null
  limit_quota: number | null
  limit_seconds: number | null
  institution_status: string
}
type SecretRow = {
  access_key_id: string
  secret_hmac: Buffer
  last4: string
  pepper_version: number
  expires_at: Date | null
}

const CREDENTIALS = `SELECT k.id, k.kind, k.environment, k.institution_id, k.scopes, k.tier, k.purposes, k.ips, k.status,
    k.expires_at, k.limit_quota, k.limit_seconds, i.status AS institution_status
  FROM public.access_key k JOIN public.institution i ON i.id = k.institution_id WHERE k.id = ANY ($1)`
/** The newest and, while it overlaps, the one before it. */
const SECRETS = `SELECT access_key_id, secret_hmac, last4, pepper_version, expires_at FROM (
    SELECT s.*, row_number() OVER (PARTITION BY access_key_id ORDER BY created_at DESC) AS nth
    FROM (SELECT access_key_id, secret_hmac, last4, pepper_version, expires_at, created_at
      FROM public.access_key_secret WHERE access_key_id = ANY ($1)
        AND (expires_at IS NULL OR expires_at > clock_timestamp())) s) n
  WHERE nth <= 2 ORDER BY access_key_id, nth`

/**
 * The list of changed keys in the portal's Postgres, as the role `portal_worker`. A pass takes rows, hands on what they
 * name as it is now, and removes them, in one transaction: a pass that breaks off is made again.
 */
export function createPostgresCredentialSource({ pool }: Pick<PortalDatabase, 'pool'>): CredentialSource {
  return {
    async pass(carry) {
      const client = await pool.connect()
      try {
        await client.query('BEGIN')
        // Two carriers wait for each other here, so that what is written last was read last.
        const beat = await client.query<{ at: Date }>(
          'UPDATE public.credential_heartbeat SET at = clock_timestamp() WHERE id = 1 RETURNING at',
        )
        const noted = await client.query<{ number: string; access_key_id: string }>(
          `SELECT number, access_key_id FROM public.credential_outbox ORDER BY number LIMIT ${AT_ONCE}`,
        )
        const isWhole = noted.rows.length < AT_ONCE
        const ids = [...new Set(noted.rows.map((row) => row.access_key_id))]
        const [keys, secrets] =
          ids.length === 0
            ? [[], []]
            : [(await client.query<Row>(CREDENTIALS, [ids])).rows, (await client.query<SecretRow>(SECRETS, [ids])).rows]
        const at = beat.rows[0]?.at ?? null
        await carry(
          keys.map((row) => credentialOf(row, secrets)),
          isWhole ? at : null,
        )
        const numbers = noted.rows.map(({ number }) => number)
        await client.query('DELETE FROM public.credential_outbox WHERE number = ANY ($1::bigint[])', [numbers])
        await client.query('COMMIT')
        return { carried: keys.length, isWhole }
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined)
        throw error
      } finally {
        client.release()
      }
    },
    async listen(onChange, onLost) {
      const client = await pool.connect()
      let released = false
      const release = () => {
        if (released) return
        released = true
        client.removeAllListeners('notification')
        // A connection that listens is nobody else's afterwards.
        client.release(true)
      }
      client.on('notification', onChange)
      client.once('error', () => {
        release()
        onLost()
      })
      try {
        await client.query(`LISTEN ${CHANNEL}`)
      } catch (error) {
        release()
        throw error
      }
      return release
    },
  }
}

function credentialOf(row: Row, secrets: readonly SecretRow[]): CarriedCredential {
  const isStopped = row.institution_status !== 'active' && row.status === 'ativa'
  const limit =
    row.limit_quota === null || row.limit_seconds === null
      ? null
      : { quota: row.limit_quota, seconds: row.limit_seconds }
  // CHECK constraints hold the words and the shapes of ids, and only the portal writes scopes, tiers and purposes.
  const credential: Readonly<Record<keyof CarriedCredential, unknown>> = {
    id: row.id,
    kind: row.kind,
    environment: row.environment,
    institutionId: row.institution_id,
    scopes: row.scopes,
    tier: row.tier,
    purposes: row.purposes,
    ips: row.ips,
    status: isStopped ? 'suspensa' : row.status,
    expiresAt: row.expires_at,
    limit,
    secrets: secrets
      .filter(({ access_key_id }) => access_key_id === row.id)
      .map(({ secret_hmac, last4, pepper_version, expires_at }) => ({
        hmac: secret_hmac,
        last4,
        pepperVersion: pepper_version,
        expiresAt: expires_at,
      })),
  }
  return credential as CarriedCredential
}
