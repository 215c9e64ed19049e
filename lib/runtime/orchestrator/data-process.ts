import { MigrationError } from '#lib/datastores/migrations/migrate.ts'
import type { DataMessage, DataTask } from './data-task.ts'
import { prepareDatabases } from './prepare-databases.ts'

function tell(message: DataMessage): void {
  process.send?.(message)
}

async function carryOut(task: DataTask): Promise<void> {
  if (task.type === 'prepare') {
    await prepareDatabases(task.plan)
    tell({ type: 'done', facts: null })
    return
  }
  // Seeding stands on the generated clients, which may be in the making while databases are prepared.
  const { seed } = await import('./seed.ts')
  const facts = await seed(task.input, (note) => tell({ type: 'progress', note }))
  tell({ type: 'done', facts })
}

process.on('message', (task: DataTask) => {
  carryOut(task).catch((error: unknown) => {
    console.error(error)
    const message = error instanceof Error ? error.message : String(error)
    tell({ type: 'failed', message, isMigration: error instanceof MigrationError })
  })
})

// Whoever asked is gone: an interrupted start or seed ends here too. Batches are kept whole or not at all, and the next
// seeding goes on where this one stopped.
process.on('disconnect', () => process.exit())
// It may be gone before this line was reached.
if (!process.connected) process.exit()
