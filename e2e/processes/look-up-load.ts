import { appendFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

// A process of its own that looks one person up at sistema1, over and over, and writes down what it was told. Whatever is
// killed meanwhile, this file knows what was acknowledged.

const WORKERS = 6
/** Under the key's own limit of a second, so that what is measured isn't the limit. */
const PAUSE_MS = 60
const GIVE_UP_MS = 10_000

export type Told = { requestId: string | null; status: number; code: string | null; ms: number }

const { LOAD_URL = '', LOAD_TOKEN = '', LOAD_GRANT = '', LOAD_FILE = '' } = process.env
let stopped = false
process.once('message', () => {
  stopped = true
})

async function ask(): Promise<Told> {
  const started = performance.now()
  const ms = () => Math.round(performance.now() - started)
  try {
    const response = await fetch(LOAD_URL, {
      headers: { authorization: `Bearer ${LOAD_TOKEN}`, concessao: LOAD_GRANT },
      signal: AbortSignal.timeout(GIVE_UP_MS),
    })
    const text = await response.text()
    const code = response.ok ? null : String(JSON.parse(text).codigo)
    return { requestId: response.headers.get('x-request-id'), status: response.status, code, ms: ms() }
  } catch {
    return { requestId: null, status: 0, code: null, ms: ms() }
  }
}

async function work(): Promise<void> {
  while (!stopped) {
    appendFileSync(LOAD_FILE, `${JSON.stringify(await ask())}\n`)
    await wait(PAUSE_MS)
  }
}

await Promise.all(Array.from({ length: WORKERS }, work))
process.disconnect()
