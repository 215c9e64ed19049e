import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readMigrations, type SchemaEngine, withSchemaEngine } from './schema-engine.ts'

const EVERYTHING = { externalTables: [], externalEnums: [] }

/** A migration that can't be applied. The database stands where the migration before it left it. */
export class MigrationError extends Error {
  constructor(prismaDir: string, message: string, cause?: unknown) {
    super(`${basename(prismaDir)}: ${message}`, { cause })
    this.name = 'MigrationError'
  }
}

/**
 * Applies what isn't applied yet, in order, recorded in `_prisma_migrations`; gives the names applied now. One that
 * failed before is tried again: each file is one transaction, so it left nothing behind. An applied file that has been
 * edited since is refused.
 */
export async function migrate(prismaDir: string, url: string): Promise<string[]> {
  try {
    return await withSchemaEngine(prismaDir, url, (engine) => applyPending(engine, prismaDir))
  } catch (error) {
    throw error instanceof MigrationError ? error : new MigrationError(prismaDir, messageOf(error), error)
  }
}

async function applyPending(engine: SchemaEngine, prismaDir: string): Promise<string[]> {
  const migrationsList = readMigrations(prismaDir)
  const history = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: EVERYTHING,
  })
  const failed = new Set(history.failedMigrationNames)
  const edited = history.editedMigrationNames.filter((migration) => !failed.has(migration))
  if (edited.length > 0) throw new MigrationError(prismaDir, `edited after it was applied: ${edited.join(', ')}`)
  for (const migrationName of failed) await engine.markMigrationRolledBack({ migrationName })
  const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: EVERYTHING })
  return appliedMigrationNames
}

/** How the database differs from `schema.prisma`, in Prisma's words; null where it doesn't. */
export async function drift(prismaDir: string, url: string): Promise<string | null> {
  const files = [{ path: 'schema.prisma', content: readFileSync(join(prismaDir, 'schema.prisma'), 'utf8') }]
  const { exitCode, stdout } = await withSchemaEngine(prismaDir, url, (engine) =>
    engine.diff({
      // The engine's word for "the database that it is connected to".
      from: { tag: 'schemaDatasource', files, configDir: prismaDir },
      to: { tag: 'schemaDatamodel', files },
      script: false,
      exitCode: true,
      filters: EVERYTHING,
    }),
  )
  return exitCode === 0 ? null : (stdout ?? 'differs')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
