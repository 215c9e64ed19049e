import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
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

function stampPath(stateDir: string): string {
  return join(stateDir, 'data', 'seeded.json')
}
