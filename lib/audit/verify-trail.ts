import { createHash, type KeyObject } from 'node:crypto'
import { type Checkpoint, isSignedBy } from './trail-checkpoint.ts'

export type TrailEnd = { number: number; hash: Buffer }

/** A link with the canonical form of its row as it stands now; null where the row is gone. */
export type TrailLink = TrailEnd & { content: string | null }

/** The trail as somebody reads it who may not change it, all of it as of one instant. */
export type TrailSource = {
  head(): Promise<TrailEnd>
  /** In order of their numbers. */
  linksAfter(number: number, limit: number): Promise<TrailLink[]>
  /** A row of the ledger that stands in no link, with the number of the link that should follow it. */
  findUnchained(): Promise<{ number: number; row: string } | null>
}

export type Fault =
  /** The row isn't what was hashed, or stands elsewhere than it did. */
  | 'changed'
  /** The row, or its link, is gone from the middle. */
  | 'missing'
  /** A row that no link speaks of. */
  | 'inserted'
  /** The trail ends before what was signed. */
  | 'cut'
  /** The chain agrees with itself and not with what was signed. */
  | 'rewritten'
  /** A checkpoint that the key didn't sign. */
  | 'forged'
  /** A checkpoint of the file that is gone from the database. */
  | 'checkpoint_lost'

export type Verdict =
  | { kind: 'intact'; rows: number; end: TrailEnd; signedUpTo: Checkpoint | null }
  /** `number`: the first that can't be believed. */
  | { kind: 'broken'; number: number; fault: Fault; rows: number }

export type Verification = {
  source: TrailSource
  /** By rising numbers. */
  checkpoints: readonly Checkpoint[]
  /** Those of the file, where there is one to compare with. */
  copies?: readonly Checkpoint[]
  publicKey: KeyObject
  /** Begins after the newest checkpoint up to this number, which then vouches for what is before. */
  since?: number
  onProgress?: (done: { number: number; of: number; rows: number }) => void
}

const GENESIS: TrailEnd = { number: 0, hash: Buffer.alloc(32) }
const AT_ONCE = 5_000

/** `hash = SHA-256(hash before ‖ canonical row)`. */
export function hashAfter(before: Buffer, content: string): Buffer {
  return createHash('sha256').update(before).update(content, 'utf8').digest()
}

/** The first of these links that doesn't follow from what stands before it, or where they lead. */
export function followLinks(
  from: TrailEnd,
  links: readonly TrailLink[],
): { kind: 'followed'; end: TrailEnd } | { kind: 'broken'; number: number; fault: Fault } {
  let { number, hash } = from
  for (const link of links) {
    number += 1
    if (link.number !== number || link.content === null) return { kind: 'broken', number, fault: 'missing' }
    hash = hashAfter(hash, link.content)
    if (!hash.equals(link.hash)) return { kind: 'broken', number, fault: 'changed' }
  }
  return { kind: 'followed', end: { number, hash } }
}

/**
 * Follows the whole trail and compares it with what was signed. Reads in batches, the next one while the last is hashed,
 * so that memory stays the same however long the trail is.
 */
export async function verifyTrail(verification: Verification): Promise<Verdict> {
  const { source, checkpoints, copies = [], publicKey, onProgress } = verification
  const signed = mergedByNumber(checkpoints, copies)
  const start = startOf(signed, verification.since ?? 0)
  const head = await source.head()
  const known = new Set(checkpoints.map(({ number }) => number))
  let end: TrailEnd = start ?? GENESIS
  let vouched = end.number
  let rows = 0
  const broken = (number: number, fault: Fault): Verdict => ({ kind: 'broken', number, fault, rows })

  let next = signed.findIndex(({ number }) => number >= end.number)
  if (next < 0) next = signed.length
  /** Compares with every checkpoint up to `until`; `hashes` are those of the links just followed. */
  const compare = (until: number, hashOf: (number: number) => Buffer | undefined): Verdict | null => {
    for (let mark = signed[next]; mark && mark.number <= until; mark = signed[next]) {
      if (!isSignedBy(mark, publicKey)) return broken(mark.number, 'forged')
      if (!known.has(mark.number)) return broken(mark.number, 'checkpoint_lost')
      if (!hashOf(mark.number)?.equals(mark.hash) || mark.rows !== mark.number) {
        return broken(Math.min(vouched + 1, mark.number), 'rewritten')
      }
      vouched = mark.number
      next += 1
    }
    return null
  }

  if (start) {
    const [link] = await source.linksAfter(start.number - 1, 1)
    if (link?.number !== start.number) return broken(Math.min(start.number, head.number + 1), 'cut')
    // What the checkpoint says is taken for true, and must be what stands there.
    const atStart = compare(start.number, () => link.hash)
    if (atStart) return atStart
  }
  let reading = source.linksAfter(end.number, AT_ONCE)
  for (;;) {
    const links = await reading
    const last = links.at(-1)
    if (last === undefined) break
    reading = source.linksAfter(last.number, AT_ONCE)
    // Whoever stops here leaves nobody to hear of what that reading may bring.
    reading.catch(() => undefined)
    const first = end.number + 1
    const followed = followLinks(end, links)
    const good = followed.kind === 'followed' ? followed.end.number : followed.number - 1
    rows += good - end.number
    const differs = compare(good, (number) => links[number - first]?.hash)
    if (differs) return differs
    if (followed.kind === 'broken') return broken(followed.number, followed.fault)
    end = followed.end
    onProgress?.({ number: end.number, of: head.number, rows })
  }
  const beyond = signed[next]
  if (beyond) {
    if (!isSignedBy(beyond, publicKey)) return broken(beyond.number, 'forged')
    return broken(end.number + 1, 'cut')
  }
  if (head.number !== end.number || !head.hash.equals(end.hash)) return broken(end.number + 1, 'cut')
  const unchained = await source.findUnchained()
  if (unchained) return broken(unchained.number, 'inserted')
  return { kind: 'intact', rows, end, signedUpTo: signed.at(-1) ?? null }
}

function startOf(signed: readonly Checkpoint[], since: number): Checkpoint | null {
  return signed.findLast(({ number }) => number <= since) ?? null
}

function mergedByNumber(checkpoints: readonly Checkpoint[], copies: readonly Checkpoint[]): Checkpoint[] {
  return [...checkpoints, ...copies].toSorted((a, b) => a.number - b.number)
}
