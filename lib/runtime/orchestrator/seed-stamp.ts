import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '#lib/datastores/embedded/secret-files.ts'
import { type CivilDate, daysBetween, parseCivilDate } from '#lib/kernel/clock.ts'
import { CHECKOUT } from './state-folder.ts'

/** Consents, grants and ages are told from the day of seeding: after this long the people are made anew. */
const FRESH_FOR_DAYS = 30
const SOURCES = [
  'lib/{population,identifiers}/**/*.ts',
  'lib/systems/*/{seed,store,documents,search-keys}*.ts',
  'prisma/base-a/migrations/**/*.sql',
]

export type SeedStamp = { sources: string; size: number; today: CivilDate; database: string }

/** What the people in the stores were made from. It lies with the databases' files, so it goes when they go. */
export function readSeedStamp(stateDir: string): SeedStamp | null {
  const path = stampPath(stateDir)
  // Written below, in this very shape.
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as SeedStamp) : null
}

export function writeSeedStamp(stateDir: string, stamp: SeedStamp): void {
  replaceFile(stampPath(stateDir), JSON.stringify(stamp))
}

/** The stamp of a seeding made today; `database` tells one set of servers from another. */
export function stampOf(size: number, today: CivilDate, database: string): SeedStamp {
  const hash = createHash('sha256')
  for (const file of globSync(SOURCES, { cwd: CHECKOUT, exclude: ['**/*.test.ts'] }).toSorted()) {
    hash.update(`${file}\n`).update(readFileSync(join(CHECKOUT, file)))
  }
  return { sources: hash.digest('hex'), size, today, database: createHash('sha256').update(database).digest('hex') }
}

export function isFresh(found: SeedStamp | null, wanted: SeedStamp): found is SeedStamp {
  if (!found || found.sources !== wanted.sources || found.size < wanted.size || found.database !== wanted.database) {
    return false
  }
  const seededOn = parseCivilDate(found.today)
  return seededOn !== null && daysBetween(seededOn, wanted.today) < FRESH_FOR_DAYS
}

/** How far each store that can't tell by itself has been filled for good, of a population that is being loaded. */
export type SeedProgress = { score: number; movements: number }

/**
 * Where a load goes on: after what an interrupted one of the same people had loaded for good, or after a smaller
 * population of the same day, since nobody changes when it grows.
 */
export function progressTowards(stateDir: string, wanted: SeedStamp): SeedProgress {
  const kept = readSeedProgress(stateDir)
  if (kept && isSamePeople(kept, wanted)) return { score: kept.score, movements: kept.movements }
  const found = readSeedStamp(stateDir)
  const size = found && isSamePeople(found, wanted) ? Math.min(found.size, wanted.size) : 0
  return { score: size, movements: size }
}

export function writeSeedProgress(stateDir: string, stamp: SeedStamp, progress: SeedProgress): void {
  replaceFile(progressPath(stateDir), JSON.stringify({ ...stamp, ...progress }))
}

/** Once a load is complete. One that was to be larger is still to be gone on with. */
export function clearSeedProgress(stateDir: string, size: number): void {
  const kept = readSeedProgress(stateDir)
  if (kept && kept.size <= size) rmSync(progressPath(stateDir), { force: true })
}

function readSeedProgress(stateDir: string): (SeedStamp & SeedProgress) | null {
  const path = progressPath(stateDir)
  // Written above, in this very shape.
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as SeedStamp & SeedProgress) : null
}

function isSamePeople(one: SeedStamp, other: SeedStamp): boolean {
  return one.sources === other.sources && one.today === other.today && one.database === other.database
}

function progressPath(stateDir: string): string {
  return join(stateDir, 'data', 'seeding.json')
}

function stampPath(stateDir: string): string {
  return join(stateDir, 'data', 'seeded.json')
}
