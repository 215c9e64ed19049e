import { createHash, randomUUID } from 'node:crypto'
import { createCandidateRefs } from '#lib/access/candidate-ref.ts'
import { createPasswordHasher } from '#lib/access/passwords/password-hash.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { type BaseADatabase, createBaseAClient } from '#lib/datastores/base-a-database.ts'
import { createCursorCodec } from '#lib/http/cursor.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { DebtModality, DebtStatus } from '#lib/identifiers/debt-words.ts'
import type { Call } from '#lib/kernel/call.ts'
import { type CivilDate, systemClock } from '#lib/kernel/clock.ts'
import { type GrantId, type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { testServers } from '#lib/testing/servers.ts'
import { createPostgresApprovalStore } from './approval-store.postgres.ts'
import { approveAs, enrol, isApprover } from './approver-test-bench.ts'
import type { LookUpContext, TrailContext } from './context.ts'
import { createPostgresGrantStore } from './grant-store.postgres.ts'
import { requestGrant } from './operations/request-grant.ts'
import { createPostgresPortfolioStore } from './portfolio-store.postgres.ts'
import { createPostgresProofStore } from './proof-store.postgres.ts'
import type { GrantOnWire } from './schemas.ts'
import { createSearchKeys } from './search-keys.ts'
import { searchColumns } from './seed.ts'
import { createPostgresSourceStore } from './source-store.postgres.ts'
import { createPostgresFileStore } from './store.postgres.ts'
import type { Asker } from './store.ts'
import { createSubjectKeys } from './subject-keys.ts'
import { callAs, daysAgo, grantInput, randomCpf, searchInput } from './test-calls.ts'
import { createTotp } from './totp.ts'
import { createPostgresTrailStore } from './trail-store.postgres.ts'

export { again, callAs, daysAgo, grantInput, randomCpf, searchInput, surname } from './test-calls.ts'

/** The same in every test file, for they share a run's database. */
export const BLIND_INDEX_KEY = new Redacted('a-key-that-only-tests-of-base-a-use-0123')

export const SHOWN_DEBT = {
  creditor: 'Lojas Ipê Amarelo',
  contract_number: '4471-002918',
  modality: 'CREDIARIO',
  amount_cents: 84_312,
  created_on: daysAgo(300),
  due_on: daysAgo(200),
  status: 'negativada',
  notice_sent_on: daysAgo(160),
  notice_delivered_on: daysAgo(155),
  listed_on: daysAgo(140),
  removed_on: null,
}
export type TestDebt = Omit<typeof SHOWN_DEBT, 'status' | 'modality' | Dated> & {
  status: DebtStatus
  modality: DebtModality
} & { [Column in Dated]: CivilDate | null }
type Dated = 'notice_sent_on' | 'notice_delivered_on' | 'listed_on' | 'removed_on'

const SOMEBODY = {
  name: 'Joana Prado de Araújo',
  born_on: '1984-03-09',
  street: 'Rua das Acácias',
  number: '120',
  city: 'Recife',
  state: 'PE',
  postal_code: '50010120',
  fileStatus: 'open',
}
export type TestPerson = typeof SOMEBODY

/** Base A by each of its roles, and shorthands to arrange what a test needs. Close it after the tests. */
export function openBench() {
  const { baseA } = testServers()
  const open = (url: Redacted<string>, name: string, max = 4): BaseADatabase =>
    createBaseAClient(url, { max, applicationName: `test-${name}`, onIdleError: () => {} })
  const roles = {
    superuser: open(baseA.superuser, 'superuser'),
    app: open(baseA.role('basea_app'), 'app', 20),
    grants: open(baseA.role('basea_grants'), 'grants'),
    proofs: open(baseA.role('basea_proofs'), 'proofs'),
    ingest: open(baseA.role('basea_ingest'), 'ingest'),
    auditor: open(baseA.role('basea_auditor'), 'auditor'),
  }
  const subjects = createSubjectKeys(BLIND_INDEX_KEY)
  const search = createSearchKeys(BLIND_INDEX_KEY)
  const context: LookUpContext & TrailContext = {
    files: createPostgresFileStore(roles.app),
    grants: createPostgresGrantStore(roles.grants),
    approvals: createPostgresApprovalStore(roles.grants),
    proofs: createPostgresProofStore(roles.proofs),
    passwords: createPasswordHasher({ concurrency: 2, queue: 64 }),
    totp: createTotp(BLIND_INDEX_KEY, systemClock),
    codesRequired: false,
    portfolios: createPostgresPortfolioStore(roles.grants),
    sources: createPostgresSourceStore(roles.grants),
    trail: createPostgresTrailStore(roles.auditor),
    subjects,
    search,
    refs: createCandidateRefs(new Redacted('a-key-that-only-tests-seal-references-with'), systemClock),
    cursors: createCursorCodec(new Redacted('a-key-that-only-tests-sign-cursors-with')),
    newId: randomId,
    clock: systemClock,
    logger: createLogger('test', 'silent'),
    meetPerson() {},
  }

  // The caller names the columns that it selects.
  const sql = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await roles.superuser.pool.query(text, [...values])).rows as Row[]

  /** A person with debts, loaded the way sources load. */
  async function addPerson(
    debts: readonly Partial<TestDebt>[] = [],
    about: 'open' | 'closed' | Partial<TestPerson> = {},
  ) {
    const cpf = randomCpf()
    const person = { id: `per_${randomId('event').slice(4)}`, cpf, subject: subjects.indexOf(cpf) }
    await reload(person, typeof about === 'string' ? { fileStatus: about } : about, debts)
    return person
  }

  /** The same person once more, as a source sends what has changed. */
  async function reload(
    { id, cpf, subject }: { id: string; cpf: Cpf; subject: Buffer },
    about: Partial<TestPerson>,
    debts: readonly Partial<TestDebt>[] = [],
  ) {
    const { fileStatus, ...stated } = { ...SOMEBODY, ...about }
    const place = { logradouro: stated.street, numero: stated.number, cep: stated.postal_code }
    const person = {
      id,
      cpf_index: subject.toString('hex'),
      cpf,
      ...stated,
      complement: null,
      district: 'Centro',
      file_status: fileStatus,
      ...searchColumns({ name: stated.name, ...place }, search),
    }
    const rows = debts.map((debt) => ({ ...SHOWN_DEBT, ...debt, id: randomUUID(), person_id: id }))
    await roles.ingest.pool.query('SELECT control.load_batch($1, $2, $3, $4)', [
      `test/${id}`,
      createHash('sha256').update(randomUUID()).digest('base64url'),
      JSON.stringify([person]),
      JSON.stringify(rows),
    ])
  }

  /** Approves with a proof of the caller's own, whom it enrols where they aren't yet. */
  const approve = (call: Call<Permission>, id: string) => approveAs({ superuser: roles.superuser, context }, call, id)

  /** A grant over one person for a new analyst, approved by a new approver of the same institution. */
  async function liveGrant(cpf: Cpf, terms: { minutos?: number; usos?: number; institution?: InstitutionId } = {}) {
    const institution = terms.institution ?? randomId('institution')
    const analyst = callAs('analyst', institution)
    const approver = callAs('approver', institution)
    const grant = await requestGrant(context, analyst, grantInput(cpf, terms))
    await approve(approver, grant.id)
    return { institution, analyst, approver, ...withGrantOf(grant), asking: { ...analyst, ...withGrantOf(grant) } }
  }

  /** A grant to search for a new analyst, approved by two new approvers of the same institution. */
  async function liveSearch(terms: { minutos?: number; usos?: number } = {}) {
    const institution = randomId('institution')
    const analyst = callAs('analyst', institution)
    const grant = await requestGrant(context, analyst, searchInput(terms))
    for (const approver of [callAs('approver', institution), callAs('approver', institution)]) {
      await approve(approver, grant.id)
    }
    return { institution, analyst, ...withGrantOf(grant), asking: { ...analyst, ...withGrantOf(grant) } }
  }

  /** What the ledger says of one person, or of one grant, oldest first. */
  function ledger(of: { subject: Buffer } | { grantId: string }) {
    const [column, value] = 'subject' in of ? ['subject_index', of.subject] : ['grant_id', of.grantId]
    return sql<LedgerRow>(
      `SELECT i.id, i.event, i.actor_label, i.institution_id, host(i.ip) AS ip, i.purpose, i.relationship, i.opened,
         i.grant_id, o.outcome, o.code, o.rows_shown
       FROM control.inquiry i LEFT JOIN control.inquiry_outcome o ON o.inquiry_id = i.id
       WHERE i.${column} = $1 ORDER BY i.number`,
      [value],
    )
  }

  /** One connection of one role, destroyed afterwards: an open transaction or a changed setting must reach no other test. */
  async function session<T>(role: keyof typeof roles, work: (run: Run) => Promise<T>): Promise<T> {
    const client = await roles[role].pool.connect()
    try {
      return await work(async (text, values = []) => (await client.query(text, [...values])).rows)
    } finally {
      client.release(true)
    }
  }

  return {
    ...roles,
    session,
    subjects,
    context,
    sql,
    addPerson,
    reload,
    approve,
    enrol: (call: Call<Permission>) => enrol(roles.superuser, call.actor),
    isApprover: (call: Call<Permission>) => isApprover(roles.superuser, call.actor),
    liveGrant,
    liveSearch,
    ledger,
    async close() {
      await Promise.all(Object.values(roles).map((database) => database.close()))
    },
  }
}
export type Bench = ReturnType<typeof openBench>

export type Run = (sql: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>

type LedgerRow = {
  id: string
  event: string
  actor_label: string
  institution_id: string
  ip: string
  purpose: string | null
  relationship: string | null
  opened: boolean
  grant_id: string | null
  outcome: string | null
  code: string | null
  rows_shown: number | null
}

function withGrantOf(grant: GrantOnWire): { grantId: GrantId } {
  // As the operation made it.
  return { grantId: grant.id as GrantId }
}

/** `control.begin_access` by hand, as somebody would call it who can run SQL as `basea_app`. */
export const BEGIN_ACCESS = `SELECT * FROM control.begin_access(
  ROW($1,$2,$3,$4,$5,$6,$7,$8,$9)::control.asker, $10, $11, $12)`

export function beginAccessValues(
  asker: Asker,
  access: { grantId: string | null; subject: Buffer; secret: Buffer },
): readonly unknown[] {
  return [
    ...[asker.inquiryId, asker.actorKind, asker.actorId, asker.actorLabel, asker.institutionId, asker.ip],
    ...[asker.purpose, asker.relationship, asker.requestId, access.grantId, access.subject, access.secret],
  ]
}
