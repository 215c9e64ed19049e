import type { KeyClaims } from '#lib/access/key-claims.ts'
import type { LiveKey } from './store.ts'

type TermsOfKey = Pick<KeyClaims, 'instituicao' | 'ambiente' | 'nivel' | 'finalidades' | 'enderecos'>

/** What a token says of a key beside whom it names; only live keys get tokens so far. */
export function claimsOfKey(key: LiveKey): TermsOfKey {
  return {
    instituicao: key.institutionId,
    ambiente: 'live',
    nivel: key.tier,
    finalidades: [...key.purposes],
    ...(key.ips.length > 0 ? { enderecos: [...key.ips] } : {}),
  }
}
