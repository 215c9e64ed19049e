import { KEY_SCOPES, type KeyScope } from '#lib/access/permission-catalogue.ts'
import { audienceOfScope, scopesOfAudience, TOKEN_AUDIENCES, type TokenAudience } from '#lib/access/token-audiences.ts'
import { OAuthError } from './oauth-error.ts'

const RESOURCE = 'urn:crivo:'

/** `urn:crivo:sistema2` → `sistema2`; null for every other text. */
export function audienceOfResource(resource: string): TokenAudience | null {
  return TOKEN_AUDIENCES.find((audience) => resource === RESOURCE + audience) ?? null
}

export function resourceOf(audience: TokenAudience): string {
  return RESOURCE + audience
}

/** The words of a `scope` parameter; null where there are none. */
export function wordsOf(scope: string | null | undefined): readonly string[] | null {
  const words = (scope ?? '').split(' ').filter((word) => word !== '')
  return words.length === 0 ? null : words
}

/**
 * The one audience that all words belong to. Throws `invalid_scope` for a word that no token carries or that the key
 * lacks, whatever else was asked for; `invalid_target` for words of two audiences, and where nothing names one.
 */
export function audienceOfScopes(held: readonly KeyScope[], words: readonly string[] | null): TokenAudience {
  const audiences = new Set(requireHeld(held, words ?? []).map(audienceOfScope))
  const [audience, second] = audiences
  if (!audience || second !== undefined) {
    throw new OAuthError('invalid_target', 'resource must name one service, or scope words of one service only')
  }
  return audience
}

/** What a token for an audience gets: the words asked for, or all that the key has there. Never less, in silence. */
export function scopesFor(
  held: readonly KeyScope[],
  words: readonly string[] | null,
  audience: TokenAudience,
): readonly KeyScope[] {
  if (words === null) {
    const all = scopesOfAudience(audience).filter((scope) => held.includes(scope))
    if (all.length === 0) throw new OAuthError('invalid_scope', 'The client has no scope for this resource')
    return all
  }
  const wanted = requireHeld(held, words)
  if (wanted.some((scope) => audienceOfScope(scope) !== audience)) {
    throw new OAuthError('invalid_target', 'A scope belongs to another resource: one token is for one service')
  }
  return [...new Set(wanted)]
}

function requireHeld(held: readonly KeyScope[], words: readonly string[]): KeyScope[] {
  return words.map((word) => {
    const scope = KEY_SCOPES.find((known) => known === word)
    if (scope === undefined || audienceOfScope(scope) === null || !held.includes(scope)) {
      throw new OAuthError('invalid_scope', 'The client lacks a requested scope, or no token carries it')
    }
    return scope
  })
}
