import { z } from 'zod'
import { AppError } from '#lib/kernel/app-error.ts'
import type { PresentedToken } from '#lib/kernel/call.ts'
import type { Clock } from '#lib/kernel/clock.ts'

/** A list older than this can't tell a revoked token from a good one: then nobody is let in, and nobody is refused. */
const MAX_AGE_MS = 60_000
const RETRY_AFTER_SECONDS = 1
/** Clocks of issuer and database differ a little, and a change commits a moment after it was made. */
const TOLERANCE_MS = 5_000

export const DENIAL_KINDS = ['token', 'session', 'member', 'key', 'institution'] as const
export type DenialKind = (typeof DENIAL_KINDS)[number]

/** One token, or all tokens of a session, member, key or institution that were issued until an instant. */
export type TokenDenial = { kind: DenialKind; subject: string; deniedAt: Date; expiresAt: Date }

/** The denials that hold, as the authorization server read them at one instant. */
export type DenialList = { readAt: Date; denials: readonly TokenDenial[] }

/** What can be denied about a token. */
export type TokenFacts = PresentedToken & { subjectId: string; institutionId: string }

const instant = z.iso.datetime().transform((text) => new Date(text))

/** A list on the wire between processes. */
export const DenialListOnWire = z
  .strictObject({
    lida_em: instant,
    negacoes: z.array(
      z.strictObject({
        tipo: z.enum(DENIAL_KINDS),
        id: z.string().min(16).max(64),
        negada_em: instant,
        expira_em: instant,
      }),
    ),
  })
  .transform(
    ({ lida_em, negacoes }): DenialList => ({
      readAt: lida_em,
      denials: negacoes.map(({ tipo, id, negada_em, expira_em }) => ({
        kind: tipo,
        subject: id,
        deniedAt: negada_em,
        expiresAt: expira_em,
      })),
    }),
  )

export function denialListOnWire({ readAt, denials }: DenialList): z.input<typeof DenialListOnWire> {
  return {
    lida_em: readAt.toISOString(),
    negacoes: denials.map(({ kind, subject, deniedAt, expiresAt }) => ({
      tipo: kind,
      id: subject,
      negada_em: deniedAt.toISOString(),
      expira_em: expiresAt.toISOString(),
    })),
  }
}

export type TokenDenials = {
  /** Takes in a newer list, whole; an older one than that at hand is passed over. */
  replace(list: DenialList): void
  isFresh(): boolean
  /** Throws `fonte_indisponivel` without a list that is young enough. */
  denies(token: TokenFacts): boolean
}

/** The denials that one process knows, in memory: asked on each request, no call on its path. */
export function createTokenDenials(clock: Clock): TokenDenials {
  let known: ReadonlyMap<string, TokenDenial> = new Map()
  let readAt = Number.NEGATIVE_INFINITY

  const isFresh = () => clock.now().getTime() - readAt <= MAX_AGE_MS

  return {
    replace(list) {
      if (list.readAt.getTime() < readAt) return
      readAt = list.readAt.getTime()
      known = new Map(list.denials.map((denial) => [`${denial.kind} ${denial.subject}`, denial]))
    },
    isFresh,
    denies(token) {
      if (!isFresh()) {
        throw new AppError('fonte_indisponivel', {
          reason: 'token denials',
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        })
      }
      return isDenied(token, (kind, subject) => known.get(`${kind} ${subject}`))
    },
  }
}

/** Whether any of the denials that `find` knows holds for a token. */
export function isDenied(
  token: TokenFacts,
  find: (kind: DenialKind, subject: string) => Pick<TokenDenial, 'deniedAt'> | undefined,
): boolean {
  if (find('token', token.id) !== undefined) return true
  // A session never comes back; whatever names it is over.
  if (token.sessionId !== null && find('session', token.sessionId) !== undefined) return true
  const issuedAt = token.issuedAt.getTime()
  // Keys and members may be let in again: tokens that were issued after that are good.
  return [find('member', token.subjectId), find('key', token.subjectId), find('institution', token.institutionId)].some(
    (denial) => denial !== undefined && issuedAt <= denial.deniedAt.getTime() + TOLERANCE_MS,
  )
}
