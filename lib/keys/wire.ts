import { type AccessKey, statusAt } from './key.ts'
import type { KeyWithSecret } from './operations/create-key.ts'
import type { KeyOnWire, NewSecretOnWire } from './schemas.ts'

export function keyOnWire(key: AccessKey, at: Date): KeyOnWire {
  return {
    id: key.id,
    nome: key.name,
    ambiente: key.environment,
    escopos: [...key.scopes],
    nivel: key.tier,
    finalidades: [...key.purposes],
    ips: [...key.ips],
    limite: key.limit && { limite: key.limit.quota, janela_s: key.limit.seconds },
    situacao: statusAt(key, at),
    criada_em: key.createdAt.toISOString(),
    expira_em: key.expiresAt?.toISOString() ?? null,
    segredos: key.secrets.map(({ last4, expiresAt }) => ({
      final: last4,
      expira_em: expiresAt?.toISOString() ?? null,
    })),
  }
}

export function newSecretOnWire({ key, secret, at }: KeyWithSecret): NewSecretOnWire {
  return { ...keyOnWire(key, at), ...(secret === null ? {} : { segredo: secret }) }
}
