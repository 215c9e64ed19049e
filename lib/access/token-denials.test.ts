import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import {
  createTokenDenials,
  DENIAL_KINDS,
  DenialListOnWire,
  denialListOnWire,
  type TokenDenial,
  type TokenFacts,
} from './token-denials.ts'

const clock = () => new FakeClock('2026-07-01T12:00:00.000Z')
const id = (letter: string) => letter.repeat(22)
const facts = (issuedAt: Date, over: Partial<TokenFacts> = {}): TokenFacts => ({
  id: id('t'),
  subjectId: id('s'),
  sessionId: id('z'),
  institutionId: id('i'),
  issuedAt,
  ...over,
})
const unavailable = (error: unknown) => AppError.hasCode(error, 'fonte_indisponivel')

test('what is denied: the token, its session, its subject, its institution; nobody else’s', () => {
  const time = clock()
  const now = time.now()
  const expiresAt = new Date(now.getTime() + 300_000)
  const subjects = { token: id('t'), session: id('z'), member: id('s'), key: id('s'), institution: id('i') }
  for (const kind of DENIAL_KINDS) {
    const denials = createTokenDenials(time)
    const others = { kind, subject: id('x'), deniedAt: now, expiresAt }
    denials.replace({ readAt: now, denials: [others] })
    assert.equal(denials.denies(facts(now)), false, kind)
    denials.replace({ readAt: now, denials: [others, { ...others, subject: subjects[kind] }] })
    assert.equal(denials.denies(facts(now)), true, kind)
  }
})

test('a key or member that is let in again gets good tokens; a token or a session never comes back', () => {
  const time = clock()
  const deniedAt = time.now()
  const denial = { deniedAt, expiresAt: new Date(deniedAt.getTime() + 330_000) }
  const later = (ms: number) => facts(new Date(deniedAt.getTime() + ms))
  const denies = (kind: TokenDenial['kind'], subject: string, token: TokenFacts) => {
    const denials = createTokenDenials(time)
    denials.replace({ readAt: deniedAt, denials: [{ ...denial, kind, subject }] })
    return denials.denies(token)
  }
  for (const kind of ['member', 'key'] as const) {
    // Within what clocks differ by, an older token can't be told from a newer one.
    assert.deepEqual([denies(kind, id('s'), later(5_000)), denies(kind, id('s'), later(5_001))], [true, false])
  }
  assert.equal(denies('institution', id('i'), later(6_000)), false)
  assert.equal(denies('token', id('t'), later(60_000)), true)
  assert.equal(denies('session', id('z'), later(60_000)), true)
})

test('without a list, or with one older than a minute, nobody is let in and nobody refused', () => {
  const time = clock()
  const denials = createTokenDenials(time)
  assert.equal(denials.isFresh(), false)
  assert.throws(() => denials.denies(facts(time.now())), unavailable)
  denials.replace({ readAt: time.now(), denials: [] })
  time.advance({ seconds: 60 })
  assert.equal(denials.denies(facts(time.now())), false)
  time.advance({ seconds: 1 })
  assert.throws(() => denials.denies(facts(time.now())), unavailable)
  denials.replace({ readAt: time.now(), denials: [] })
  assert.equal(denials.isFresh(), true)
})

test('a list that was read earlier than the one at hand changes nothing', () => {
  const time = clock()
  const denials = createTokenDenials(time)
  const now = time.now()
  const denial = { kind: 'token', subject: id('t'), deniedAt: now, expiresAt: now } as const
  denials.replace({ readAt: now, denials: [denial] })
  denials.replace({ readAt: new Date(now.getTime() - 1), denials: [] })
  assert.equal(denials.denies(facts(now)), true)
})

test('a list comes over the wire as it was; anything else in it is refused', () => {
  const now = clock().now()
  const list = {
    readAt: now,
    denials: DENIAL_KINDS.map((kind) => ({ kind, subject: id('a'), deniedAt: now, expiresAt: now })),
  }
  const wire = denialListOnWire(list)
  assert.deepEqual(parseInput(DenialListOnWire, JSON.parse(JSON.stringify(wire))), list)
  const [first] = wire.negacoes
  for (const bad of [
    { ...wire, x: 1 },
    { ...wire, lida_em: 'hoje' },
    { ...wire, negacoes: [{ ...first, tipo: 'todos' }] },
    { ...wire, negacoes: [{ ...first, id: 'x' }] },
    { ...wire, negacoes: {} },
    [],
  ]) {
    assert.throws(() => parseInput(DenialListOnWire, bad))
  }
})
