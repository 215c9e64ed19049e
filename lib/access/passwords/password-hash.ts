import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { AppError } from '#lib/kernel/app-error.ts'
import { normalizePassword } from './password-policy.ts'

const derive = promisify(argon2)

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. About 5 to 15 ms on one core. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const
const TAG_BYTES = 32
const SALT_BYTES = 16
/** Stored costs above this are refused: a hash from elsewhere must not be able to exhaust memory. */
const MAX_MEMORY = 65_536

export type PasswordHasher = {
  /** A PHC string of argon2id with a new salt. */
  hash(password: string): Promise<string>
  /** Whether the password is that of the hash; `null` for a hash does the same work and answers false. */
  verify(password: string, hash: string | null): Promise<boolean>
  /**
   * What argon2id makes of a password, for whoever compares it elsewhere: under the parameters that an earlier call gave
   * (a PHC string without its tag), or under new ones with a salt of their own.
   */
  stretch(password: string, parameters: string | null): Promise<{ parameters: string; stretched: Buffer }>
}

export type PasswordHasherOptions = {
  /** Hashes at the same time: each takes a thread of libuv's four, and 19 MiB. */
  concurrency: number
  /** Hashes that may wait; beyond them a caller is told `sobrecarga` at once. */
  queue: number
}

type Phc = { memory: number; passes: number; parallelism: number; salt: Buffer; tag: Buffer }

const PHC = /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

/** Hashes passwords off the request loop, a bounded number at a time. */
export function createPasswordHasher(options: PasswordHasherOptions): PasswordHasher {
  const bounded = createGate(options)
  const run = (password: string, phc: Omit<Phc, 'tag'>, tagLength: number) =>
    bounded(() =>
      derive('argon2id', {
        message: normalizePassword(password),
        nonce: phc.salt,
        memory: phc.memory,
        passes: phc.passes,
        parallelism: phc.parallelism,
        tagLength,
      }),
    )
  // Nobody's password: what a missing account is compared with, so that it takes as long as a real one.
  const nobody: Phc = { ...COST, salt: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) }
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES)
      return formatPhc({ ...COST, salt, tag: await run(password, { ...COST, salt }, TAG_BYTES) })
    },
    async verify(password, hash) {
      const known = hash === null ? null : parsePhc(hash)
      const phc = known ?? nobody
      const tag = await run(password, phc, phc.tag.byteLength)
      return timingSafeEqual(tag, phc.tag) && known !== null
    },
    async stretch(password, parameters) {
      const given = parameters === null ? null : parsePhc(`${parameters}$${formatBytes(nobody.tag)}`)
      if (parameters !== null && given === null) throw new Error('a password is kept under parameters that are none')
      const phc = given ?? { ...COST, salt: randomBytes(SALT_BYTES) }
      return { parameters: formatParameters(phc), stretched: await run(password, phc, TAG_BYTES) }
    },
  }
}

function formatPhc(phc: Phc): string {
  return `${formatParameters(phc)}$${formatBytes(phc.tag)}`
}

function formatParameters({ memory, passes, parallelism, salt }: Omit<Phc, 'tag'>): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${formatBytes(salt)}`
}

const formatBytes = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

function parsePhc(text: string): Phc | null {
  const [, memory, passes, parallelism, salt = '', tag = ''] = PHC.exec(text) ?? []
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  if (!(cost.memory >= 8 && cost.memory <= MAX_MEMORY && cost.passes >= 1 && cost.parallelism >= 1)) return null
  return { ...cost, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') }
}

/** Lets `concurrency` pieces of work run and `queue` wait; more than that is refused with `sobrecarga`. */
function createGate({ concurrency, queue }: PasswordHasherOptions) {
  const waiting: (() => void)[] = []
  let running = 0
  return async function pass<T>(work: () => Promise<T>): Promise<T> {
    if (running >= concurrency) {
      if (waiting.length >= queue)
        throw new AppError('sobrecarga', { reason: 'password hashing', retryAfterSeconds: 1 })
      // Whoever ends hands its place over, so `running` needs no change on this path.
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else {
      running += 1
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
