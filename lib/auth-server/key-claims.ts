import type { KeyClaims } from '#lib/access/key-claims.ts'
import type { LiveKey } from './store.ts'

type TermsOfKey = Pick<KeyClaims, 'instituicao' | 'ambiente' | 'nivel' | 'finalidades' | 'enderecos' | 'limite'>

/** What a token says of a key beside whom it names; only live keys get tokens so far. */
export function claimsOfKey(key: LiveKey): TermsOfKey {
  return {
    instituicao: key.institutionId,
    ambiente: 'live',
    nivel: key.tier,
    finalidades: [...key.purposes],
    ...(key.limit ? { limite: { limite: key.limit.quota, janela_s: key.limit.seconds } } : {}),
    ...(key.ips.length > 0 ? { enderecos: [...key.ips] } : {}),
  }
}
