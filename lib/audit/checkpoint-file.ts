import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Checkpoint, lineOf, parseLines } from './trail-checkpoint.ts'

/** A file of checkpoints to which its one writer only adds: opened to append, and on disk before `append` resolves. */
export function createCheckpointFile(path: string) {
  let last: Checkpoint | null | undefined
  return {
    async findLast(): Promise<Checkpoint | null> {
      if (last === undefined) last = (await readCheckpointFile(path)).at(-1) ?? null
      return last
    },
    async append(checkpoints: readonly Checkpoint[]): Promise<void> {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const file = await open(path, 'a', 0o644)
      try {
        // A line that a crash has cut off stays behind as a line of its own.
        await file.writeFile(`\n${checkpoints.map(lineOf).join('')}`)
        await file.datasync()
      } finally {
        await file.close()
      }
      last = checkpoints.at(-1) ?? last
    },
  }
}

/** What the file holds; nothing where there is none yet. */
export async function readCheckpointFile(path: string): Promise<Checkpoint[]> {
  try {
    return parseLines(await readFile(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
