import { decodeJwt, type JWTPayload } from 'jose'
import { MAX_TOKEN_SECONDS, verifyToken } from '#lib/access/token.ts'
import { TOKEN_AUDIENCES } from '#lib/access/token-audiences.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { ExchangeContext } from './exchange.ts'

/** The claims of a token that was issued here, is not over, and was issued to this client; null for every other text. */
export async function readOwnToken(
  { issuer, keys, clock }: Pick<ExchangeContext, 'issuer' | 'keys' | 'clock'>,
  clientId: string,
  token: string,
): Promise<JWTPayload | null> {
  const audience = TOKEN_AUDIENCES.find((known) => known === audienceStated(token))
  if (audience === undefined) return null
  try {
    const payload = await verifyToken(token, keys.getKey, {
      issuer,
      audience,
      algorithm: 'PS256',
      type: 'at+jwt',
      maxSeconds: MAX_TOKEN_SECONDS,
      clock,
    })
    return payload.client_id === clientId ? payload : null
  } catch (error) {
    if (AppError.hasCode(error, 'credencial_invalida') || AppError.hasCode(error, 'token_expirado')) return null
    throw error
  }
}

/** Which audience to verify for; nothing is believed of it before that. */
function audienceStated(token: string): unknown {
  try {
    return decodeJwt(token).aud
  } catch {
    return undefined
  }
}
