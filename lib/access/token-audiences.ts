import { KEY_SCOPES, type KeyScope } from './permission-catalogue.ts'

/** The audiences of access tokens; sistema3 takes none. */
export const TOKEN_AUDIENCES = ['sistema1', 'sistema2', 'crivo'] as const
export type TokenAudience = (typeof TOKEN_AUDIENCES)[number]

/** The one audience whose tokens may carry a scope; null for scopes that are asked for at sistema3 itself. */
export function audienceOfScope(scope: KeyScope): TokenAudience | null {
  if (scope.startsWith('sistema1:')) return 'sistema1'
  // Debts are shown by sistema2, which asks sistema1 for them on the caller's behalf.
  if (scope.startsWith('sistema2:') || scope === 'dividas:resumo') return 'sistema2'
  return scope.startsWith('sistema3:') ? null : 'crivo'
}

/** Every scope that a token of an audience may carry. */
export function scopesOfAudience(audience: TokenAudience): readonly KeyScope[] {
  return KEY_SCOPES.filter((scope) => audienceOfScope(scope) === audience)
}
