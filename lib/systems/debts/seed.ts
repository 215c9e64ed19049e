import { createHash } from 'node:crypto'
import type { BaseAClient } from '#lib/datastores/base-a-database.ts'
import { parseAddressParts } from '#lib/identifiers/address-key.ts'
import { parseNameKey } from '#lib/identifiers/name-key.ts'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { DEMO_INSTITUTIONS } from '#lib/population/demo.ts'
import type { Population, SyntheticPerson } from '#lib/population/person.ts'
import { portfolioRow } from './portfolio-store.postgres.ts'
import { createSearchKeys, type SearchKeys } from './search-keys.ts'
import { type DemoApprovals, demoApprovals } from './seed-approvers.ts'
import { withBaseA } from './seed-database.ts'
import { askerValue } from './sql-values.ts'
import type { Asker } from './store.ts'
import { createSubjectKeys, type SubjectKeys } from './subject-keys.ts'

export { type DemoGrants, seedDemoGrants } from './seed-grants.ts'

type Keys = { subjects: SubjectKeys; search: SearchKeys }

const BATCH_PEOPLE = 500
const SOURCE = 'population/'
const MANDATE = { days: 90, peoplePerDay: 50_000, renewBeforeDays: 7 } as const

export type SeedDebtsOptions = {
  /** Base A as `basea_ingest`. */
  ingestUrl: Redacted<string>
  /** Base A as `basea_grants`. */
  grantsUrl: Redacted<string>
  /** Base A as the role that migrates it, which speaks for those who approve the demonstration's mandates. */
  managingUrl: Redacted<string>
  blindIndexKey: Redacted<string>
  population: Population
  onProgress?: (done: number, total: number) => void
}

/**
 * Loads the population's registrations and debts into Base A, and makes sure that each institution of the
 * demonstration has a live mandate. Holds one batch of people in memory. Idempotent: a batch whose content is there
 * already isn't sent again, and an interrupted load goes on where it stopped.
 */
export async function seedDebts(options: SeedDebtsOptions): Promise<void> {
  await withBaseA(options.ingestUrl, ({ client }) => loadPeople(client, options))
  await withBaseA(options.managingUrl, (managing) =>
    withBaseA(options.grantsUrl, async ({ client }) => {
      const approvals = demoApprovals(managing)
      for (const { id } of [DEMO_INSTITUTIONS.aurora, DEMO_INSTITUTIONS.boreal]) {
        await ensureMandate(client, approvals, id)
      }
    }),
  )
}

async function loadPeople(client: BaseAClient, { blindIndexKey, population, onProgress }: SeedDebtsOptions) {
  const keys = { subjects: createSubjectKeys(blindIndexKey), search: createSearchKeys(blindIndexKey) }
  // Raw: a definer function; this role can read no table.
  const loaded = await client.$queryRaw<{ id: string; digest: string }[]>`
    SELECT id, digest FROM control.loaded_batches(${SOURCE})`
  const digests = new Map(loaded.map(({ id, digest }) => [id, digest]))
  // One batch on its way while the next is made.
  let inFlight = Promise.resolve(0)
  for (let first = 0; first < population.size; first += BATCH_PEOPLE) {
    const next = Math.min(first + BATCH_PEOPLE, population.size)
    const people = Array.from({ length: next - first }, (_, offset) => population.person(first + offset))
    const batch = batchOf(`${SOURCE}${first}`, people, keys)
    const done = await inFlight
    onProgress?.(done, population.size)
    inFlight = (digests.get(batch.id) === batch.digest ? Promise.resolve() : loadBatch(client, batch)).then(() => next)
    // Awaited above or below; until then a failure must not count as unhandled.
    inFlight.catch(() => undefined)
  }
  await inFlight
  onProgress?.(population.size, population.size)
}

type Batch = { id: string; digest: string; persons: string; debts: string; portfolio: string }

function batchOf(id: string, people: readonly SyntheticPerson[], keys: Keys): Batch {
  const persons = JSON.stringify(people.map((person) => personRow(person, keys)))
  const debts = JSON.stringify(people.flatMap(debtRows))
  const portfolio = JSON.stringify(people.flatMap((person) => portfolioRows(person, keys)))
  const digest = createHash('sha256').update(persons).update(debts).update(portfolio).digest('base64url')
  return { id, digest, persons, debts, portfolio }
}

async function loadBatch(client: BaseAClient, { id, digest, persons, debts, portfolio }: Batch): Promise<void> {
  // Raw: a definer function that takes a whole batch in one statement; this role can write no table.
  await client.$executeRaw`
    SELECT control.load_batch(${id}, ${digest}, ${persons}::jsonb, ${debts}::jsonb, ${portfolio}::jsonb)`
}

function personRow({ id, cpf, name, birthDate, address, fileStatus }: SyntheticPerson, { subjects, search }: Keys) {
  return {
    id,
    cpf_index: subjects.indexOf(cpf).toString('hex'),
    cpf,
    name,
    born_on: birthDate,
    street: address.logradouro,
    number: address.numero,
    complement: address.complemento,
    district: address.bairro,
    city: address.cidade,
    state: address.uf,
    postal_code: address.cep,
    file_status: fileStatus,
    ...searchColumns({ name, ...address }, search),
  }
}

/** What a person is found by, as `control.load_batch` takes it: hashes; null or nothing where it can't be read. */
export function searchColumns(
  person: { name: string; logradouro: string; numero: string; cep: string },
  search: SearchKeys,
) {
  const name = parseNameKey(person.name)
  const parsed = parseAddressParts(person)
  const address = parsed.kind === 'valid' ? search.filedAddressOf(parsed.address) : null
  const pairs = name === null ? [] : search.filedPairsOf(name)
  return {
    // JSON's numbers don't hold 64 bits.
    name_pairs: pairs.map(({ sound, spelling }) => ({ sound: String(sound), spelling })),
    address_index: address?.open.toString('hex') ?? null,
    address_cep_index: address?.withCep?.toString('hex') ?? null,
  }
}

/** Where a person's consents put them. The keeper of consents knows made-up people by their ids. */
function portfolioRows(person: SyntheticPerson, { subjects }: Keys) {
  return person.consents.map((consent) =>
    portfolioRow({
      subject: subjects.indexOf(person.cpf),
      institutionId: consent.institutionId,
      reference: person.id,
      state: person.address.uf,
      bornOn: person.birthDate,
      consentUntil: consent.expiresAt,
      number: 0,
      changedAt: consent.grantedAt,
    }),
  )
}

function debtRows({ id: personId, debts }: SyntheticPerson) {
  return debts.map((debt) => ({
    id: debt.id,
    person_id: personId,
    creditor: debt.creditor,
    contract_number: debt.contractNumber,
    modality: debt.modality,
    amount_cents: debt.amountCents,
    created_on: debt.createdOn,
    due_on: debt.dueOn,
    status: debt.status,
    notice_sent_on: debt.noticeSentOn,
    notice_delivered_on: debt.noticeDeliveredOn,
    listed_on: debt.listedOn,
    removed_on: debt.removedOn,
  }))
}

/** Asked for by one and approved by two others, as the database demands; all three are the demonstration's own. */
async function ensureMandate(
  client: BaseAClient,
  approvals: DemoApprovals,
  institutionId: InstitutionId,
): Promise<void> {
  // Raw: a definer function; a mandate's days are not this role's to read.
  const [live] = await client.$queryRaw<{ id: string | null }[]>`
    SELECT control.live_mandate(${institutionId}, make_interval(days => ${MANDATE.renewBeforeDays}::int)) AS id`
  if (live?.id) return
  const id = randomId('mandate')
  const reason = 'Mandato da demonstração: somas de dívidas para o cálculo de score'
  // Raw: definer functions that change and record in one transaction.
  await client.$executeRaw`
    SELECT control.request_mandate(
      ${askerValue(demoAsker(institutionId, 'Pedido'))}, ${id}, ${reason}, ${MANDATE.days}::int, ${MANDATE.peoplePerDay}::int)`
  for (const name of ['Primeiro', 'Segundo']) {
    const asker = demoAsker(institutionId, name)
    await approvals.ensureApprover({ id: asker.actorId, email: asker.actorLabel, institutionId, password: null })
    const proof = await approvals.prove(asker, 'mandate.approved', id)
    // Raw: as above.
    await client.$executeRaw`SELECT control.approve_mandate(${askerValue(asker)}, ${id}, ${proof}::uuid)`
    await approvals.strikeOff({ id: asker.actorId })
  }
}

function demoAsker(institutionId: InstitutionId, name: string): Asker {
  return {
    inquiryId: randomId('inquiry'),
    actorKind: 'member',
    // A member's of one institution each, as approvers are.
    actorId: `mem_${`Demo${name}${institutionId.slice(4, 10)}`.padEnd(22, '0')}`,
    actorLabel: 'demonstração',
    institutionId,
    ip: '127.0.0.1',
    purpose: null,
    relationship: null,
    requestId: randomId('request'),
  }
}
