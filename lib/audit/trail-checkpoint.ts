import { type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'

/** An end of the trail as it was once: whoever holds it notices whatever changes up to it afterwards. */
export type Checkpoint = {
  number: number
  hash: Buffer
  /** How many rows stand behind it. */
  rows: number
  at: Date
  signature: Buffer
}
type Unsigned = Omit<Checkpoint, 'signature'>

/** The form of what is signed; another form takes another number. */
const FORM = 'crivo-trail-checkpoint/1'

function textOf({ number, hash, rows, at }: Unsigned): Buffer {
  return Buffer.from(JSON.stringify([FORM, number, hash.toString('hex'), rows, at.toISOString()]))
}

/** `key`: an Ed25519 private key. */
export function signCheckpoint(end: Unsigned, key: KeyObject): Checkpoint {
  return { ...end, signature: sign(null, textOf(end), key) }
}

export function isSignedBy(checkpoint: Checkpoint, publicKey: KeyObject): boolean {
  return verify(null, textOf(checkpoint), publicKey, checkpoint.signature)
}

const hexOf = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`))
    .transform((text) => Buffer.from(text, 'hex'))

const Line = z.strictObject({
  number: z.int().min(1),
  hash: hexOf(32),
  rows: z.int().min(1),
  at: z.iso.datetime().transform((text) => new Date(text)),
  signature: hexOf(64),
})

/** One line of the file of checkpoints. */
export function lineOf({ number, hash, rows, at, signature }: Checkpoint): string {
  const line = { number, hash: hash.toString('hex'), rows, at: at.toISOString(), signature: signature.toString('hex') }
  return `${JSON.stringify(line)}\n`
}

/** What a file of checkpoints holds, in its order. A line that a crash has cut off says nothing; any other must be whole. */
export function parseLines(text: string): Checkpoint[] {
  return text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => Line.parse(JSON.parse(line)))
}
