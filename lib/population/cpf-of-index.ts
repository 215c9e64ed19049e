import { type Cpf, cpfOfBase } from '#lib/identifiers/cpf.ts'

/** As many people as there are bases that begin with 999, a range in which the tax office has given no CPF out. */
export const MAX_PEOPLE = 1_000_000

const HALF = 1_000
const ROUND_KEYS = [0x9e3779b9, 0x7f4a7c15, 0xf39cc060, 0x5cedc834] as const
const LAST_INDEX = MAX_PEOPLE - 1
/** 999 999 999 would make the repeated number 99999999999, which is no CPF; one neighbour stands in for it. */
const REPEATED_PLACE = 999_999
const STAND_IN_BASE = '998999999'

/** The CPF of a person's index: a fixed one-to-one map that doesn't show the order of people. */
export function cpfOfIndex(index: number): Cpf {
  if (!Number.isInteger(index) || index < 0 || index > LAST_INDEX) throw new RangeError('no such person')
  // The very last index takes the stand-in, so that all smaller populations are wholly within 999.
  if (index === LAST_INDEX) return cpfOfBase(STAND_IN_BASE)
  const place = permute(index)
  const kept = place === REPEATED_PLACE ? permute(LAST_INDEX) : place
  return cpfOfBase(`999${String(kept).padStart(6, '0')}`)
}

/** Four Feistel rounds over two halves of three decimal digits: a bijection of 0 … 999,999 whatever the round does. */
function permute(index: number): number {
  let left = Math.floor(index / HALF)
  let right = index % HALF
  for (const key of ROUND_KEYS) {
    const mixed = Math.imul(right + 1, key)
    const round = ((mixed ^ (mixed >>> 15)) >>> 0) % HALF
    ;[left, right] = [right, (left + round) % HALF]
  }
  return left * HALF + right
}
