import { z } from 'zod'
import { type KeyActor, PURPOSES } from '#lib/kernel/actor.ts'
import type { AccessKeyId, InstitutionId } from '#lib/kernel/ids.ts'
import { KEY_ENVIRONMENTS, parseAccessKeyId } from './access-key.ts'
import { type Permission, permissionsOfScope } from './permission-catalogue.ts'
import { TIERS } from './tier.ts'

/** As many as a key may have: a token with all of them still fits in a header. */
const MAX_ADDRESSES = 100

/** What a token says of an access key. The names are the wire's. */
export const KeyClaims = z.object({
  sub: z.string().refine((id) => parseAccessKeyId(id) !== null),
  instituicao: z.string().regex(/^ins_[0-9A-Za-z]{22}$/),
  ambiente: z.enum(KEY_ENVIRONMENTS),
  nivel: z.enum(TIERS),
  finalidades: z.array(z.enum(PURPOSES)).min(1),
  /** The key's allow-list of addresses and ranges; absent where it has none. */
  enderecos: z.array(z.string().max(64)).min(1).max(MAX_ADDRESSES).optional(),
  /** The key's own limit below its tier's; absent where it has none. */
  limite: z.strictObject({ limite: z.int().min(1), janela_s: z.int().min(1) }).optional(),
  /** The last four digits of the secret by which the token was asked for; absent from exchanged tokens. */
  segredo: z.string().length(4).optional(),
  scope: z.string().max(1_000),
  jti: z.string().min(16).max(64),
})
export type KeyClaims = z.infer<typeof KeyClaims>

/** The key that verified claims name, with exactly the permissions of their `scope`. */
export function keyActorOf(claims: KeyClaims): KeyActor<Permission> {
  return {
    kind: 'key',
    // The schema above has checked both shapes; the brands exist only in the type system.
    id: claims.sub as AccessKeyId,
    institutionId: claims.instituicao as InstitutionId,
    label: claims.sub,
    permissions: permissionsOfScope(claims.scope),
    purposes: claims.finalidades,
  }
}
