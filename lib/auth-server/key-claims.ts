import type { KeyClaims } from '#lib/access/key-claims.ts'
import type { LiveKey } from './store.ts'

/** What a token says of a key beside whom it names; only live keys get tokens so far. */
export function claimsOfKey(key: LiveKey): Pick<KeyClaims, 'instituicao' | 'ambiente' | 'finalidades' | 'enderecos'> {
  return {
    instituicao: key.institutionId,
    ambiente: 'live',
    finalidades: [...key.purposes],
    ...(key.ips.length > 0 ? { enderecos: [...key.ips] } : {}),
  }
}
