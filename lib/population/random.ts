const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const TWO_32 = 0x1_0000_0000

/** One stream per topic, so that a draw more in one never shifts the others. Numbers are part of the format. */
const TOPICS = {
  person: 1,
  identity: 2,
  address: 3,
  profile: 4,
  income: 5,
  assets: 6,
  history: 7,
  debtPlan: 8,
  debt: 9,
  movements: 10,
  movementId: 11,
  cards: 12,
  cardToken: 13,
  purchases: 14,
  inquiries: 15,
  inquiryId: 16,
  consents: 17,
  consentId: 18,
  flags: 19,
  outcome: 20,
} as const
export type Topic = keyof typeof TOPICS

/** A table of values to draw from, each with its weight. */
export type Weighted<Value> = { readonly values: readonly Value[]; readonly cumulative: readonly number[] }

export function weighted<Value>(entries: readonly (readonly [Value, number])[]): Weighted<Value> {
  let total = 0
  const cumulative = entries.map(([, weight]) => {
    total += weight
    return total
  })
  return { values: entries.map(([value]) => value), cumulative }
}

/**
 * xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (2018, public domain, prng.di.unimi.it): small, quick, and
 * the same on every machine. Not for secrets.
 */
export class Random {
  private a: number
  private b: number
  private c: number
  private d: number

  constructor(state: readonly [number, number, number, number]) {
    ;[this.a, this.b, this.c, this.d] = state
  }

  /** 32 uniform bits. */
  bits(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(this.b, 5), 7), 9) >>> 0
    const shifted = this.b << 9
    this.c ^= this.a
    this.d ^= this.b
    this.b ^= this.c
    this.a ^= this.d
    this.c ^= shifted
    this.d = rotateLeft(this.d, 11)
    return scrambled
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.bits() / TWO_32
  }

  /** A uniform integer, both ends included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.unit() * (to - from + 1))
  }

  /** Uniform in [from, to). */
  between(from: number, to: number): number {
    return from + this.unit() * (to - from)
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit())
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit())
  }

  pick<Value>(values: readonly Value[]): Value {
    return at(values, Math.floor(this.unit() * values.length))
  }

  draw<Value>(table: Weighted<Value>): Value {
    const { cumulative, values } = table
    const target = this.unit() * at(cumulative, cumulative.length - 1)
    let low = 0
    let high = cumulative.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (at(cumulative, middle) > target) high = middle
      else low = middle + 1
    }
    return at(values, low)
  }

  base62(length: number): string {
    let text = ''
    while (text.length < length) {
      let bits = this.bits()
      // 62^5 fits in 32 bits. The fifth character comes out a little uneven, which does made-up ids no harm.
      for (let count = 0; count < 5 && text.length < length; count++) {
        text += BASE62.charAt(bits % 62)
        bits = Math.floor(bits / 62)
      }
    }
    return text
  }

  hexadecimal(length: number): string {
    let text = ''
    while (text.length < length) text += this.bits().toString(16).padStart(8, '0')
    return text.slice(0, length)
  }
}

const INDEX_DIGITS = 4

/**
 * 22 base62 characters that begin with the person's index: ids of rows that come by the dozen for each person, so that
 * a store which is filled person by person adds them at the end of its index and not all over it.
 */
export function ascendingId(seed: number, index: number, topic: Topic, ordinal: number): string {
  let [head, rest] = ['', index]
  for (let digit = 0; digit < INDEX_DIGITS; digit++) {
    head = BASE62.charAt(rest % 62) + head
    rest = Math.floor(rest / 62)
  }
  return head + randomFor(seed, index, topic, ordinal).base62(22 - INDEX_DIGITS)
}

/** The stream of one topic of one person, and of one thing of hers by its ordinal: random access, no state. */
export function randomFor(seed: number, index: number, topic: Topic, ordinal = 0): Random {
  const key = [seed >>> 0, Math.floor(seed / TWO_32), index, TOPICS[topic], ordinal]
  // Four lanes: with one 32-bit hash, a million people's streams would meet (birthday bound).
  const lane = (start: number) => key.reduce(mix, start)
  const state = [lane(0x243f6a88), lane(0x85a308d3), lane(0x13198a2e), lane(0x03707344)] as const
  return new Random(state)
}

/** The 32-bit finaliser of MurmurHash3 (Austin Appleby, public domain) over a golden-ratio step, as SplitMix does. */
function mix(hash: number, value: number): number {
  let mixed = (hash ^ Math.imul(value + 1, 0x9e3779b9)) >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

function at<Value>(values: readonly Value[], place: number): Value {
  const value = values[place]
  if (value === undefined) throw new RangeError('a table to draw from must not be empty')
  return value
}
