import { join } from 'node:path'
import { DATABASES, generateClient } from './generate.ts'

/** `npm run generate`: the typed clients of both databases, where their schemas have changed. */
const root = join(import.meta.dirname, '..', '..', '..')
for (const name of DATABASES) console.warn(`${name}: ${await generateClient(root, name)}`)
