import { z } from 'zod'
import {
  addressList,
  databaseUrl,
  httpUrl,
  mongoUri,
  PROCESSES,
  port,
  redacted,
  secretVariable,
  strongSecret,
  type Variable,
  variable,
} from './variable.ts'

const SERVICES = ['auth', 'sistema1', 'sistema2', 'sistema3', 'worker'] as const
const MUTUAL_TLS = ['front', 'auth', 'sistema1', 'sistema2', 'worker'] as const
const file = z.string().min(1)

/** Every environment variable that Crivo reads. docs/configuration.md is checked against this table. */
export const VARIABLES = {
  CRIVO_ENV: variable(
    PROCESSES,
    z.enum(['demo', 'production']).default('demo'),
    '`production` turns the demo off: no seeding, no generated secrets.',
  ),
  CRIVO_STATE: variable(PROCESSES, file.default('.crivo'), 'The folder of databases, secrets, logs and `demo.json`.'),
  CRIVO_CACHE: variable(
    ['orchestrator'],
    file.optional(),
    'Where downloaded server binaries are kept; `cache` in the state folder by default.',
  ),
  LOG_LEVEL: variable(
    PROCESSES,
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
    'The least level that is logged.',
  ),
  PORT: variable(['front', 'orchestrator'], port.default(3_000), 'The public listener.'),
  HOST: variable(
    ['front', 'orchestrator'],
    z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
    'The address of the public listener; loopback only in the demo.',
  ),
  ADMIN_PORT: variable(['front', 'orchestrator'], port.default(9_090), 'The admin listener (metrics), on loopback.'),
  PUBLIC_URL: variable(
    ['front', 'auth', 'sistema1', 'sistema2', 'sistema3', 'orchestrator'],
    httpUrl.optional(),
    'The address that people and partners use; `http://localhost:PORT` in the demo, https in production.',
  ),
  TRUSTED_PROXIES: variable(
    PROCESSES,
    addressList.optional(),
    'Addresses or ranges whose `X-Forwarded-For` counts, separated by commas; beyond loopback front answers them alone.',
  ),
  REQUEST_TIMEOUT_MS: variable(
    ['front'],
    z.coerce.number().int().min(100).max(60_000).default(15_000),
    'A request that is not complete after this long is closed.',
  ),
  PORTAL_BUILD: variable(
    ['front'],
    file.default('.next'),
    'The folder of the built portal, seen from the checkout; a start gives each build its own.',
  ),
  SERVICE_PORT: variable(SERVICES, port.default(0), 'The listener of an internal service, on loopback.'),

  DATABASE_URL_BASE_A: secretVariable(
    ['sistema1', 'orchestrator'],
    databaseUrl,
    'Base A as `basea_app`, the role that reads under grants.',
  ),
  DATABASE_URL_BASE_A_GRANTS: secretVariable(
    ['sistema1', 'orchestrator'],
    databaseUrl,
    'Base A as `basea_grants`, the role that keeps grants.',
  ),
  DATABASE_URL_BASE_A_PROOFS: secretVariable(
    ['sistema1', 'orchestrator'],
    databaseUrl,
    'Base A as `basea_proofs`, the role that checks approvers’ proofs.',
  ),
  DATABASE_URL_BASE_A_AUDITOR: secretVariable(
    ['sistema1', 'orchestrator'],
    databaseUrl,
    'Base A as `basea_auditor`, the role that reads the trail; `npm run audit:verify` reads it too.',
  ),
  DATABASE_URL_BASE_A_INGEST: secretVariable(
    ['orchestrator'],
    databaseUrl,
    'Base A as `basea_ingest`, the role that loads people and debts.',
  ),
  DATABASE_URL_BASE_A_MIGRATIONS: secretVariable(['orchestrator'], databaseUrl, 'Base A as the role that migrates it.'),
  DATABASE_URL_PORTAL: secretVariable(['front', 'orchestrator'], databaseUrl, 'The portal database as `portal_app`.'),
  DATABASE_URL_PORTAL_AUTH: secretVariable(
    ['auth', 'orchestrator'],
    databaseUrl,
    'The portal database as `portal_auth`, which reads sessions and members.',
  ),
  DATABASE_URL_PORTAL_WORKER: secretVariable(
    ['worker', 'orchestrator'],
    databaseUrl,
    'The portal database as `portal_worker`, which clears what is over.',
  ),
  DATABASE_URL_PORTAL_MIGRATIONS: secretVariable(
    ['orchestrator'],
    databaseUrl,
    'The portal database as the role that migrates it.',
  ),
  MONGODB_URI: secretVariable(
    ['orchestrator'],
    mongoUri,
    'A replica set of your own, as a user that may create users.',
  ),
  MONGODB_URI_BASE_B: secretVariable(['sistema2', 'orchestrator'], mongoUri, 'Base B as the user of sistema2.'),
  MONGODB_URI_BASE_C: secretVariable(['sistema3', 'orchestrator'], mongoUri, 'Base C as the user of sistema3.'),
  MONGODB_URI_BASE_C_RELAY: secretVariable(
    ['worker', 'orchestrator'],
    mongoUri,
    'Base C as the user `relay`, which writes its copy of the access keys and nothing else.',
  ),
  SMTP_URL: secretVariable(
    ['front', 'orchestrator'],
    redacted(z.string().regex(/^smtps?:\/\//)).optional(),
    'The mail server; without it the demo writes mail to files.',
  ),
  MAIL_FROM: variable(
    ['front', 'orchestrator'],
    z.string().min(3).default('Crivo <nao-responda@crivo.example>'),
    'The sender of mail.',
  ),

  SESSION_SECRET: secretVariable(['front', 'orchestrator'], strongSecret, 'Encrypts the session cookie.'),
  PREFERENCES_SECRET: secretVariable(['front', 'orchestrator'], strongSecret, 'Seals the preferences cookie.'),
  PERSON_REFERENCE_KEY: secretVariable(
    ['front', 'orchestrator'],
    strongSecret,
    'Derives the pseudonyms of people in portal addresses and seals the numbers behind them.',
  ),
  SECOND_FACTOR_KEY: secretVariable(
    ['front', 'orchestrator'],
    strongSecret,
    'Seals the secrets of members’ second factors and keys the hashes of their recovery codes.',
  ),
  TASK_KEY: secretVariable(
    ['front', 'worker', 'orchestrator'],
    strongSecret,
    'Seals the numbers that tasks look up, and what came of them, in the portal’s database.',
  ),
  CURSOR_SECRET: secretVariable(
    ['sistema1', 'sistema2', 'sistema3', 'orchestrator'],
    strongSecret,
    'Encrypts and signs list cursors.',
  ),
  CANDIDATE_REF_KEY: secretVariable(
    ['front', 'sistema1', 'sistema2', 'sistema3', 'orchestrator'],
    strongSecret,
    'Seals the references to candidates of a search; the three systems share it, and the portal opens its members’.',
  ),
  CARD_INDEX_KEY: secretVariable(
    ['sistema3', 'orchestrator'],
    strongSecret,
    'Keys the hashes by which Base C finds a card’s token; card numbers are never kept.',
  ),
  CONSENT_FEED_SECRET: secretVariable(
    ['sistema2', 'sistema3', 'orchestrator'],
    strongSecret,
    'What sistema2 shows at sistema3 to follow the changes of consents.',
  ),
  USAGE_FEED_SECRET: secretVariable(
    ['sistema2', 'sistema3', 'worker', 'orchestrator'],
    strongSecret,
    'What the worker shows at sistema2 and sistema3 to take what they counted.',
  ),
  ACCESS_KEY_PEPPER: secretVariable(
    ['front', 'auth', 'sistema3', 'orchestrator'],
    strongSecret,
    'The HMAC pepper of access key secrets.',
  ),
  BLIND_INDEX_KEY_BASE_A: secretVariable(
    ['sistema1', 'orchestrator'],
    strongSecret,
    'Keys the blind index of CPFs in Base A.',
  ),
  BLIND_INDEX_KEY_BASE_B: secretVariable(
    ['sistema2', 'orchestrator'],
    strongSecret,
    'Keys the blind index of CPFs in Base B.',
  ),
  AUTH_CLIENT_SECRET_PORTAL: secretVariable(
    ['front', 'auth', 'orchestrator'],
    strongSecret,
    'The portal as a client of the authorization server.',
  ),
  AUTH_CLIENT_SECRET_SISTEMA2: secretVariable(
    ['sistema2', 'auth', 'orchestrator'],
    strongSecret,
    'sistema2 as a client of the authorization server.',
  ),
  AUTH_CLIENT_SECRET_SISTEMA3: secretVariable(
    ['sistema3', 'auth', 'orchestrator'],
    strongSecret,
    'What sistema3 shows to read which tokens are denied; it opens nothing else.',
  ),
  AUTH_CLIENT_SECRET_WORKER: secretVariable(
    ['worker', 'auth', 'orchestrator'],
    strongSecret,
    'The worker as a client of the authorization server, for tasks that it runs.',
  ),
  AUTH_SIGNING_KEY_FILE: variable(
    ['auth', 'orchestrator'],
    file,
    'The private keys (PEM, RSA) of access tokens: the first signs, the others are published beside it.',
  ),
  STATEMENT_PRIVATE_KEY_FILE: variable(
    ['front', 'orchestrator'],
    file,
    'The private key (PEM, Ed25519) of the portal’s statements to sistema3.',
  ),
  STATEMENT_PUBLIC_KEY_FILE: variable(['sistema3', 'orchestrator'], file, 'The public key of the portal’s statements.'),
  TRAIL_SIGNING_KEY_FILE: variable(
    ['worker', 'orchestrator'],
    file,
    'The private key (PEM, Ed25519) of the trail’s checkpoints; only the worker has it.',
  ),
  TRAIL_CHECKPOINT_FILE: variable(
    ['worker', 'orchestrator'],
    file.optional(),
    'The file to which checkpoints are added; `checkpoints/trail.jsonl` in the state folder by default.',
  ),
  PORTAL_KEY_ID: variable(
    ['front', 'orchestrator'],
    z.string().regex(/^crk_live_[0-9A-Za-z]{22}$/),
    'The portal’s own credential at sistema3: its id.',
  ),
  PORTAL_KEY_SECRET: secretVariable(
    ['front', 'orchestrator'],
    redacted(z.string().regex(/^crs_live_[0-9A-Za-z]{49}$/)),
    'The portal’s own credential at sistema3: its secret.',
  ),

  AUTH_URL: variable(
    ['front', 'sistema2', 'sistema3', 'worker', 'orchestrator'],
    httpUrl,
    'Where the authorization server listens.',
  ),
  SISTEMA1_URL: variable(
    ['front', 'auth', 'sistema2', 'worker', 'orchestrator'],
    httpUrl,
    'Where sistema1 listens (https).',
  ),
  SISTEMA2_URL: variable(['front', 'worker', 'orchestrator'], httpUrl, 'Where sistema2 listens.'),
  SISTEMA3_URL: variable(['front', 'sistema2', 'worker', 'orchestrator'], httpUrl, 'Where sistema3 listens.'),
  TLS_CA_FILE: variable(
    [...MUTUAL_TLS, 'orchestrator'],
    file,
    'The certificate of the authority that both sides of mutual TLS trust.',
  ),
  TLS_CERT_FILE: variable([...MUTUAL_TLS, 'orchestrator'], file, 'This process’s own certificate for mutual TLS.'),
  TLS_KEY_FILE: variable([...MUTUAL_TLS, 'orchestrator'], file, 'The private key of that certificate.'),
} as const satisfies Record<string, Variable>

export type VariableName = keyof typeof VARIABLES
