import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testServers } from '#lib/testing/servers.ts'
import { ensureLocalCertificates } from '../local-ca.ts'

/** What a worker needs to start, with certificates and a signing key of its own; nobody listens where it looks for sistema1. */
export async function workerEnvironment() {
  const folder = mkdtempSync(join(tmpdir(), 'crivo-worker-'))
  await ensureLocalCertificates(folder)
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const signingKey = join(folder, 'trail.pem')
  writeFileSync(signingKey, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const environment = {
    CRIVO_STATE: folder,
    LOG_LEVEL: 'fatal',
    DATABASE_URL_PORTAL_WORKER: testServers().portal.role('portal_worker').reveal(),
    MONGODB_URI_BASE_C_RELAY: testServers().mongo.user('relay').reveal(),
    SISTEMA1_URL: 'https://127.0.0.1:1',
    SISTEMA2_URL: 'http://127.0.0.1:1',
    AUTH_URL: 'http://127.0.0.1:1',
    AUTH_CLIENT_SECRET_WORKER: randomBytes(32).toString('hex'),
    TASK_KEY: randomBytes(32).toString('hex'),
    SISTEMA3_URL: 'http://127.0.0.1:1',
    USAGE_FEED_SECRET: randomBytes(32).toString('hex'),
    TRAIL_SIGNING_KEY_FILE: signingKey,
    TLS_CA_FILE: join(folder, 'ca.pem'),
    TLS_CERT_FILE: join(folder, 'worker.pem'),
    TLS_KEY_FILE: join(folder, 'worker.key'),
  }
  return { environment, publicKey, folder }
}
