import type { JWTPayload } from 'jose'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { tokenSubjectOf } from '#lib/access/token-claims.ts'
import { isDenied } from '#lib/access/token-denials.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { ExchangeContext } from './exchange.ts'
import { readOwnToken } from './own-token.ts'

/** What the library says of a JWT at both endpoints, once it has authenticated the client. */
const NOT_FOR_JWTS = 'unsupported_token_type'

/**
 * Introspection (RFC 7662) and revocation (RFC 7009) of access tokens that are JWTs, in place of the library's refusal.
 * A client learns of and revokes its own tokens; of another's it hears what it hears of nonsense.
 */
export async function answerAboutToken(context: ExchangeContext, ctx: KoaContextWithOIDC): Promise<void> {
  if (errorOf(ctx.body) !== NOT_FOR_JWTS) return
  const { route, params, client } = ctx.oidc
  const token = await readOwnToken(context, client?.clientId ?? '', String(params?.token))
  ctx.status = 200
  if (route === 'revocation') {
    if (token) await revoke(context, token)
    ctx.body = ''
  } else {
    ctx.body = token && !(await isOver(context, token)) ? introspected(token) : { active: false }
  }
}

function errorOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined
}

async function revoke({ store, clock }: ExchangeContext, { jti = '', exp = 0 }: JWTPayload): Promise<void> {
  // Verifiers allow for a few seconds between clocks, so the denial outlives the token by as much.
  await store.denyToken({ id: jti, expiresAt: new Date((exp + 10) * 1_000) }, clock.now())
}

async function isOver({ store, clock }: ExchangeContext, token: JWTPayload): Promise<boolean> {
  const denials = await store.listDenials(clock.now())
  const find = (kind: string, id: string) => denials.find((denial) => denial.kind === kind && denial.subject === id)
  try {
    return isDenied(tokenSubjectOf(token, 'act' in token ? 'sistema2' : 'subject').facts, find)
  } catch (error) {
    if (AppError.is(error)) return true
    throw error
  }
}

function introspected(token: JWTPayload): Record<string, unknown> {
  return { active: true, token_type: 'Bearer', ...token }
}
