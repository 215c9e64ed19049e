import { join } from 'node:path'
import { parseAccessKeyId } from '#lib/access/access-key.ts'
import type { Role } from '#lib/access/roles.ts'
import { keepSecretFile, replaceFile } from '#lib/datastores/embedded/secret-files.ts'
import { connectMongo, type Db } from '#lib/datastores/mongo.ts'
import { civilDateOf, systemClock } from '#lib/kernel/clock.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { DEMO_MEMBERS } from '#lib/members/demo-cast.ts'
import {
  completeDemoCredentials,
  createDemoCredentials,
  type DemoCredentials,
  type SeededMembers,
  seedMembers,
} from '#lib/members/seed.ts'
import { DEMO_BUREAUS, DEMO_INSTITUTIONS, DEMO_PEOPLE, DEMO_SEED, DEMO_SIZE } from '#lib/population/demo.ts'
import type { Population } from '#lib/population/person.ts'
import { createPopulation } from '#lib/population/population.ts'
import { type DemoGrants, seedDebts, seedDemoGrants } from '#lib/systems/debts/seed.ts'
import { seedCredentials, seedMovements } from '#lib/systems/movements/seed.ts'
import { seedScore } from '#lib/systems/score/seed.ts'
import type { DatabaseUrls } from './databases.ts'
import type { DemoFacts } from './demo-file.ts'
import type { DemoSecrets } from './demo-secrets.ts'
import { createSeedReport } from './seed-report.ts'
import {
  clearSeedProgress,
  isFresh,
  progressTowards,
  readSeedStamp,
  type SeedProgress,
  type SeedStamp,
  stampOf,
  writeSeedProgress,
  writeSeedStamp,
} from './seed-stamp.ts'
import type { Report } from './steps.ts'

/** Everything that seeding needs to know; plain data, for a process of its own. */
export type SeedInput = {
  stateDir: string
  databases: DatabaseUrls
  keys: { pepper: string; blindIndexBaseA: string; blindIndexBaseB: string; cardIndex: string }
  portalKey: DemoSecrets['portalKey']
  /** How many people; null: as many as there are, or as the demonstration has. */
  people: number | null
}

/** Members and keys are refreshed at each start; people only where what they are made from has changed. */
export async function seed(input: SeedInput, report: Report): Promise<DemoFacts> {
  const { mongo } = input.databases
  if (!mongo) throw new Error('no Mongo to seed')
  const baseB = await connectMongo(new Redacted(mongo.seedB), { appName: 'crivo-seed', use: 'bulk' })
  const baseC = await connectMongo(new Redacted(mongo.seedC), { appName: 'crivo-seed', use: 'bulk' })
  try {
    const members = await seedTheMembers(input)
    await seedCredentials(baseC.db, members.credentials, { clock: systemClock })
    const population = await seedThePeople(input, { baseB: baseB.db, baseC: baseC.db }, report)
    const { person, search } = await seedTheGrants(input, members, population)
    return { ...factsOf(members, population), grant: person, search_grant: search }
  } finally {
    await Promise.all([baseB.close(), baseC.close()])
  }
}

function seedTheMembers({ stateDir, databases, keys, portalKey }: SeedInput): Promise<SeededMembers> {
  const path = join(stateDir, 'secrets', 'demo.json')
  const kept = keepSecretFile(path, () => JSON.stringify(createDemoCredentials()))
  // Written by the line above or by the one below, in this very shape.
  const credentials = completeDemoCredentials(JSON.parse(kept) as DemoCredentials)
  if (JSON.stringify(credentials).length !== kept.length) replaceFile(path, JSON.stringify(credentials))
  return seedMembers({
    databaseUrl: new Redacted(databases.portal.app),
    credentials,
    portalKey: { id: portalKey.id, secret: new Redacted(portalKey.secret) },
    pepper: new Redacted(keys.pepper),
    clock: systemClock,
    onError: (error) => console.error(error),
  })
}

type MongoBases = { baseB: Db; baseC: Db }

async function seedThePeople(input: SeedInput, bases: MongoBases, report: Report): Promise<Population> {
  const found = readSeedStamp(input.stateDir)
  const wanted = stampOf(input.people ?? found?.size ?? DEMO_SIZE, civilDateOf(systemClock.now()), identityOf(input))
  const populationOf = ({ size, today }: typeof wanted) => createPopulation({ seed: DEMO_SEED, size, today })
  if (isFresh(found, wanted)) return populationOf(found)
  const population = populationOf(wanted)
  await seedTheStores(input, bases, population, wanted, report)
  writeSeedStamp(input.stateDir, wanted)
  clearSeedProgress(input.stateDir, wanted.size)
  return population
}

/** What the stored people depend on besides their making: which servers hold them, and the keys of their indexes. */
function identityOf({ databases, keys }: SeedInput): string {
  const hosts = [databases.baseA.ingest, databases.mongo?.seedB ?? ''].map((url) =>
    new URL(url).searchParams.get('host'),
  )
  return JSON.stringify([hosts, keys.blindIndexBaseA, keys.blindIndexBaseB, keys.cardIndex])
}

/** One store after the other: side by side they would only share the same two cores. */
async function seedTheStores(
  { stateDir, keys, databases }: SeedInput,
  bases: MongoBases,
  population: Population,
  wanted: SeedStamp,
  report: Report,
): Promise<void> {
  const safe = progressTowards(stateDir, wanted)
  const keep = (store: keyof SeedProgress) => (done: number) => {
    safe[store] = Math.max(safe[store], done)
    writeSeedProgress(stateDir, wanted, safe)
  }
  const progress = createSeedReport(population.size, safe, report)
  await seedDebts({
    ingestUrl: new Redacted(databases.baseA.ingest),
    grantsUrl: new Redacted(databases.baseA.grants),
    managingUrl: new Redacted(databases.baseA.migrations),
    blindIndexKey: new Redacted(keys.blindIndexBaseA),
    population,
    onProgress: progress('Base A'),
  })
  const subjectKey = new Redacted(keys.blindIndexBaseB)
  await seedScore({ db: bases.baseB, subjectKey }, population, {
    from: safe.score,
    onProgress: progress('Base B'),
    onSafe: keep('score'),
  })
  const cardKey = new Redacted(keys.cardIndex)
  await seedMovements({ db: bases.baseC, cardKey }, population, {
    from: safe.movements,
    onProgress: progress('Base C'),
    onSafe: keep('movements'),
  })
}

/** An hour's grants over the indebted person and to search: the first key's, which `demo.json` names, and the analyst's. */
async function seedTheGrants(
  { keys: { blindIndexBaseA }, databases }: SeedInput,
  { keys, memberIds, users }: SeededMembers,
  population: Population,
): Promise<DemoGrants> {
  const institutionId = DEMO_INSTITUTIONS.aurora.id
  const membersOf = (role: Role) =>
    DEMO_MEMBERS.filter((member) => member.role === role && member.institution === 'aurora').flatMap(({ email }) => {
      const id = memberIds.get(email)
      // Who approves proves it with a password of its own, which in the demonstration is the one they sign in with.
      const password = users.find((user) => user.email === email)?.password ?? null
      return id ? [{ id, email, institutionId, password }] : []
    })
  const [analyst] = membersOf('analyst')
  const [first, second] = membersOf('approver')
  if (!analyst || !first || !second) throw new Error('the demonstration lacks an analyst or an approver')
  const keyId = parseAccessKeyId(keys[0]?.id ?? '')
  if (!keyId) throw new Error('the demonstration has no key')
  const [grant] = await seedDemoGrants({
    grantsUrl: new Redacted(databases.baseA.grants),
    managingUrl: new Redacted(databases.baseA.migrations),
    blindIndexKey: new Redacted(blindIndexBaseA),
    cpf: population.person(DEMO_PEOPLE.indebted).cpf,
    grantees: [
      { kind: 'key', id: keyId, label: keyId, institutionId },
      { kind: 'member', id: analyst.id, label: analyst.email, institutionId },
    ],
    approvers: [first, second],
  })
  if (!grant) throw new Error('no grant was made')
  return grant
}

function factsOf({ users, keys }: SeededMembers, population: Population): DemoFacts {
  const plain = population.person(DEMO_PEOPLE.plain)
  const [card] = plain.cards
  const [bureau] = DEMO_BUREAUS
  if (!card) throw new Error('the demonstration promises a card')
  return {
    users,
    keys,
    people: {
      plain: plain.cpf,
      indebted: population.person(DEMO_PEOPLE.indebted).cpf,
      no_score: population.person(DEMO_PEOPLE.noScore).cpf,
      card_token: card.token,
      bureau_id: plain.bureauInquiries[0]?.bureauId ?? bureau.id,
    },
  }
}
