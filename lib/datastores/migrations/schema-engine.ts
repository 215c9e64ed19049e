import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils'
// Only its types: the bindings are loaded by hand below, with their WebAssembly module.
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

export type { SchemaEngine }

/** The type of the catalogue's one-byte `"char"` columns, which adapter-pg doesn't know and the engine insists on. */
const CATALOGUE_CHAR = 18
const TEXT = 25

/**
 * adapter-pg's own `executeScript` splits a file at every `;`, which breaks `$$` bodies, and runs the pieces on any
 * pooled connection. Sent whole, a file is one simple query and so one transaction: it applies in full or not at all.
 */
class WholeScriptPg extends PrismaPg {
  override async connect() {
    const adapter = await super.connect()
    // Two protected members: the one place that talks to the driver, and the one that translates its errors.
    const inner = adapter as unknown as AdapterInternals
    adapter.executeScript = async (script) => {
      await adapter
        .underlyingDriver()
        .query(script)
        .catch((error: unknown) => inner.onError(error))
    }
    readCatalogueChars(inner)
    return adapter
  }
}

type AdapterInternals = {
  performIO(query: SqlQuery): Promise<{ fields: pg.FieldDef[] }>
  queryRaw(query: SqlQuery): Promise<SqlResultSet>
  onError(error: unknown): never
}

/** The engine sends one query after another on a connection, so what `performIO` saw is the running `queryRaw`'s. */
function readCatalogueChars(adapter: AdapterInternals): void {
  const performIO = adapter.performIO.bind(adapter)
  const queryRaw = adapter.queryRaw.bind(adapter)
  let chars: number[] = []
  adapter.performIO = async (query) => {
    const result = await performIO(query)
    chars = result.fields.flatMap(({ dataTypeID }, index) => (dataTypeID === CATALOGUE_CHAR ? [index] : []))
    for (const field of result.fields) if (field.dataTypeID === CATALOGUE_CHAR) field.dataTypeID = TEXT
    return result
  }
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query)
    for (const index of chars) result.columnTypes[index] = ColumnTypeEnum.Character
    return result
  }
}

type EngineModule = {
  __wbg_set_wasm(exports: WebAssembly.Exports): void
  SchemaEngine: typeof SchemaEngine
}

let loading: Promise<EngineModule> | undefined

/**
 * Runs work with Prisma's schema engine in its WebAssembly build: the same engine, without a native program to
 * download. Everything it opened is closed afterwards.
 */
export async function withSchemaEngine<T>(
  prismaDir: string,
  url: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  loading ??= loadEngine()
  const { SchemaEngine: Engine } = await loading
  // The engine doesn't close what it opened, and a forgotten pool keeps the process alive: the pool is ours.
  const pool = new pg.Pool({ connectionString: url })
  const datamodels: [string, string][] = [['schema.prisma', readFileSync(join(prismaDir, 'schema.prisma'), 'utf8')]]
  try {
    const factory = bindMigrationAwareSqlAdapterFactory(new WholeScriptPg(pool))
    const engine = await Engine.new({ datamodels }, () => {}, factory)
    try {
      return await work(engine)
    } finally {
      engine.free()
    }
  } finally {
    await pool.end()
  }
}

async function loadEngine(): Promise<EngineModule> {
  const address = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const bindings: EngineModule & WebAssembly.ModuleImports = await import(address)
  const bytes = readFileSync(new URL('./schema_engine_bg.wasm', address))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': withoutLingering(bindings) })
  bindings.__wbg_set_wasm(instance.exports)
  const { __wbindgen_start: start } = instance.exports
  if (typeof start === 'function') start()
  return bindings
}

/** The engine leaves a timer of ten seconds behind each time it locks: it must not keep a finished process alive. */
function withoutLingering(bindings: WebAssembly.ModuleImports): WebAssembly.ModuleImports {
  const timers = Object.keys(bindings).filter((name) => name.startsWith('__wbg_setTimeout_'))
  const unreferenced = (work: () => void, delayMs: number) => setTimeout(work, delayMs >>> 0).unref()
  return { ...bindings, ...Object.fromEntries(timers.map((name) => [name, unreferenced])) }
}

/** The migrations of a folder, in the form that the engine takes. */
export function readMigrations(prismaDir: string): MigrationList {
  const baseDir = join(prismaDir, 'migrations')
  const names = readdirSync(baseDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  const read = (...path: string[]) => readFileSync(join(baseDir, ...path), 'utf8')
  return {
    baseDir,
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: read('migration_lock.toml') },
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: read(name, 'migration.sql') } },
    })),
  }
}
